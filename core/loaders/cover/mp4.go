package cover

import (
	"apsync/core/container/artwork"
	"apsync/core/container/isobmff"
)

// dataBytes is what a data box has in front of its value: type and locale.
const dataBytes = 8

// MP4 returns the covers among the tags of an MP4 or QuickTime file. Those that were found
// before an error are returned with it.
func MP4(f *isobmff.File) ([]artwork.Picture, error) {
	// Not all of the file is looked through: a film may go on in thousands of fragments.
	moov, ok, err := f.Find(f.Root(), "moov")
	if err != nil || !ok {
		return nil, err
	}
	var pictures []artwork.Picture
	for _, path := range []string{"udta/meta/ilst/covr/data", "meta/ilst/covr/data"} {
		for data, err := range f.All(moov, path) {
			if err != nil {
				return pictures, err
			}
			value := f.Section(data.Skip(dataBytes))
			if value.Size() > 0 && len(pictures) < artwork.MaxPictures {
				pictures = append(pictures, artwork.Picture{Kind: artwork.FrontCover, Data: value})
			}
		}
	}
	return pictures, nil
}
