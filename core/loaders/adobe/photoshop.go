package adobe

import (
	"apsync/core/bits"
	"apsync/core/fault"
	"apsync/core/loaders/embedded"
	"apsync/core/picture"
)

const (
	resourceThumbnail = 1036
	// thumbnailHeader is what stands in front of a thumbnail's JPEG, in bytes.
	thumbnailHeader = 28
)

// addPhotoshop offers the thumbnail among the image resources whose first line is at
// off.
func (c *choice) addPhotoshop(src *picture.Source, off int64) {
	var size int64
	next, err := scan(src, off, "%%BeginPhotoshop: %d", &size)
	if err == nil && (size < 0 || size > maxResources) {
		err = fault.New(fault.LimitMemory, "image resources of %d bytes, more than %d", size, maxResources)
	}
	if err != nil {
		c.add(nil, err, false)
		return
	}
	data, err := hexText{src, next, size}.bytes()
	if err != nil {
		c.add(nil, err, false)
		return
	}
	if thumbnail := thumbnailResource(data); len(thumbnail) > thumbnailHeader {
		p, err := embedded.OpenBytes(thumbnail[thumbnailHeader:], "the thumbnail")
		c.add(p, err, false)
	}
}

// thumbnailResource returns the data of the thumbnail's resource: each has a signature,
// a number, a name and data, the last two padded to even lengths.
func thumbnailResource(data []byte) []byte {
	for cursor := bits.Big(data); cursor.Len() > 0; {
		signature, id := string(cursor.Bytes(4)), cursor.U16()
		name := int(cursor.U8())
		cursor.Skip(name | 1)
		content := cursor.Bytes(int(cursor.U32()))
		if cursor.Err() != nil || signature != "8BIM" {
			return nil
		}
		if id == resourceThumbnail {
			return content
		}
		if len(content)%2 != 0 && cursor.Len() > 0 {
			cursor.Skip(1)
		}
	}
	return nil
}
