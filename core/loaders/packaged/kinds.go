package packaged

import "bytes"

// The kinds of documents.
var (
	OfficeOpenXML = Kind{
		Named: related, Members: []string{"docProps/thumbnail.jpeg", "docProps/thumbnail.png"},
		Advice: "in Office, tick Save Thumbnail in the dialog Save As or in the document's properties",
	}
	XPS          = Kind{Named: related, Members: []string{"docProps/thumbnail.jpeg"}, Advice: "the program that wrote it left no thumbnail"}
	OpenDocument = Kind{
		Members: []string{"Thumbnails/thumbnail.png"},
		Advice:  "in LibreOffice, tick Generate preview image under Load/Save in the options, and save the document anew",
	}
	ThreeMF   = Kind{Name: "model", Named: related, Members: []string{"Metadata/thumbnail.png"}, Advice: "export it with a thumbnail"}
	Sketch    = Kind{Members: []string{"previews/preview.png"}, Advice: "save the document in Sketch"}
	Procreate = Kind{Members: []string{"QuickLook/Thumbnail.png"}, Advice: "share the artwork from Procreate's gallery"}
	Figma     = Kind{Members: []string{"thumbnail.png"}, Advice: "set a thumbnail in Figma before saving a local copy"}
	IWork     = Kind{
		Members: []string{"preview.jpg", "QuickLook/Thumbnail.jpg", "preview-web.jpg", "preview-micro.jpg"},
		Advice:  "tick Include preview in document when saving; documents with a password have none",
	}
	Xd = Kind{Members: []string{"preview.png", "thumbnail.png"}, Advice: "save the document in Adobe XD"}
	// Fusion keeps previews of several sizes with each asset, the active one's in a
	// folder of that name; f3z are archives of such files, with the first one's beside.
	Fusion = Kind{
		Name:    "design",
		Folders: []string{"FusionAssetName[Active]/Previews", "Previews"},
		Advice:  "save the design in Fusion and export it anew",
	}
	// USDZ has its preview where its layer says, or where exporters put it.
	USDZ = Kind{
		Name: "model", Named: layerPreviews,
		Folders: []string{"AssetPreviews", "Thumbnails", ".thumbs/256x256"},
		Members: []string{
			"thumbnail.png", "thumbnail.jpg", "thumbnail.jpeg", "defaultThumbnail.png", "defaultThumbnail.jpg",
			"preview.png", "preview.jpg", "preview.jpeg",
		},
		Textures: true,
		Advice:   "export the model with a thumbnail (AssetPreviewsAPI)",
	}
)

// MatchOpenDocument reports whether a file that begins so is an OpenDocument file: its
// first member, which is stored, says so (1.3 part 2 §3.3).
func MatchOpenDocument(head []byte) bool {
	const mimetype = "mimetypeapplication/vnd.oasis.opendocument."
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) && bytes.Contains(head[:min(len(head), 128)], []byte(mimetype))
}
