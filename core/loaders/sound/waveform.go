package sound

import (
	"apsync/core/codec/audio"
	"apsync/core/codec/audio/flac"
	"apsync/core/codec/audio/mp3"
	"apsync/core/codec/audio/pcm"
	"apsync/core/codec/audio/vorbis"
	"apsync/core/container/ogg"
	"apsync/core/fault"
	"apsync/core/picture"
	"apsync/core/waveform"
)

// drawn opens the picture of how loud a sound is over its length. It fails with
// NoPicture for sounds that are not decoded, and for those without samples.
func drawn(src *picture.Source, kind Kind) (picture.Picture, error) {
	track, err := kind.track(src)
	if err != nil {
		return nil, err
	}
	return waveform.New(track), nil
}

// track opens the sound itself.
func (k Kind) track(src *picture.Source) (audio.Track, error) {
	switch k {
	case MP3:
		return mp3.Open(src)
	case FLAC:
		return flac.Open(src)
	case AIFF:
		return pcm.OpenAIFF(src)
	case WAV:
		return pcm.OpenWave(src)
	case Ogg:
		return openOgg(src)
	}
	return nil, notDecoded(string(k))
}

// openOgg opens the first stream of an Ogg file that is decoded.
func openOgg(src *picture.Source) (audio.Track, error) {
	streams, err := ogg.Streams(src)
	for _, s := range streams {
		if s.Codec == ogg.Vorbis {
			return vorbis.Open(src)
		}
	}
	if len(streams) == 0 && err != nil {
		return nil, err
	}
	name := "ogg"
	if len(streams) > 0 {
		name = string(streams[0].Codec)
	}
	return nil, notDecoded(name)
}

func notDecoded(coding string) error {
	return fault.New(fault.NoPicture, "the sound has no cover, which is all that is shown of %s", coding).
		Advise("add a cover with a program that edits tags")
}
