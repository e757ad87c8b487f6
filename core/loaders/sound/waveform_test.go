package sound_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"apsync/core/fault"
	"apsync/core/loaders/loadertest"
	"apsync/core/loaders/sound"
	"apsync/core/picture"
	"apsync/core/waveform"
)

// waves are the files of the corpus that have no cover and are drawn, with how long
// they are.
var waves = map[string]struct {
	kind sound.Kind
	note string
}{
	"aiff/file-type__fixture.aif":             {sound.AIFF, "AIFF, 2.94 s, 2 channels, 8000 Hz"},
	"mp3/IfcOpenShell__chaching.mp3":          {sound.MP3, "MP3, 2.38 s, 2 channels, 44100 Hz"},
	"mp3/godot-demo-projects__item_spawn.mp3": {sound.MP3, "MP3, 2.25 s, 1 channel, 44100 Hz"},
	"mp3/music-metadata__sin1k0db.mp3":        {sound.MP3, "MP3, 8.28 s, 2 channels, 44100 Hz"},
	"mp3/music-metadata__testcase-2star.mp3":  {sound.MP3, "MP3, 1.00 s, 1 channel, 44100 Hz"},
	"ogg/file-type__fixture.ogg":              {sound.Ogg, "Vorbis, 0.77 s, 2 channels, 44100 Hz"},
	"wav/tika__testWAV.wav":                   {sound.WAV, "WAV, 0.02 s, 2 channels, 44100 Hz"},
	"wav/ufbx__plonk.wav":                     {sound.WAV, "WAV, 0.33 s, 1 channel, 44100 Hz"},
}

func TestWaveformsOfTheCorpus(t *testing.T) {
	t.Parallel()
	found := 0
	for _, folder := range []string{"aiff", "mp3", "ogg", "wav"} {
		for _, c := range loadertest.CorpusCases(t, folder) {
			want, ok := waves[folder+"/"+c.Name]
			if !ok {
				continue
			}
			found++
			c.Width, c.Height = waveform.Width, waveform.Height
			_, frame, err := loadertest.Decode(t, want.kind.Open, c.Data, picture.Want{})
			require.NoError(t, err, c.Name)
			require.Equal(t, "shown is the sound's waveform: "+want.note, frame.Notes[0])
			if c.Name == "music-metadata__testcase-2star.mp3" {
				continue // its edges are too hard to be compared with boxes of pixels
			}
			loadertest.Run(t, loadertest.Spec{Name: "sound", Open: want.kind.Open, Cases: []loadertest.Case{c}})
		}
	}
	require.Len(t, waves, found)
}

func TestWhatIsNotDecodedSaysSo(t *testing.T) {
	t.Parallel()
	for _, c := range loadertest.CorpusCases(t, "ogg") {
		if c.Name == "music-metadata__testcase.opus" {
			_, err := sound.Ogg.Open(loadertest.Source(t, c.Data, c.Name))
			require.Equal(t, fault.NoPicture, fault.CodeOf(err))
			require.ErrorContains(t, err, "Opus")
		}
	}
	_, err := sound.AAC.Open(loadertest.Source(t, []byte("\xff\xf1"), "a.aac"))
	require.Equal(t, fault.NoPicture, fault.CodeOf(err))
	require.ErrorContains(t, err, "aac")
}
