package oledoc

import "apsync/core/container/ole"

// program is who wrote a document.
type program struct {
	// streams of these names tell it.
	streams  []string
	noun     string
	mimetype string
	advice   string
}

const (
	officeAdvice = "in Office, tick Save Thumbnail in the dialog Save As, or Save preview picture in the document's properties"
	cadAdvice    = "save it in its program with a preview image"
)

// programs are in the order of asking.
var programs = []program{
	{[]string{"EncryptedPackage"}, "encrypted document", "application/x-ole-storage", "remove the document's password and save it with a thumbnail"},
	{[]string{"WordDocument"}, "document", "application/msword", officeAdvice},
	{[]string{"Workbook", "Book"}, "workbook", "application/vnd.ms-excel", officeAdvice},
	{[]string{"PowerPoint Document"}, "presentation", "application/vnd.ms-powerpoint", officeAdvice},
	{[]string{"VisioDocument"}, "drawing", "application/vnd.visio", "in Visio, tick Save preview in the document's properties"},
	{[]string{"Quill"}, "publication", "application/x-mspublisher", officeAdvice},
	{
		[]string{"DllDirectory", "ClassDirectory3", "ClassDirectory"},
		"scene", "application/x-3dsmax",
		"in 3ds Max, tick Save Viewport Thumbnail Image in Preferences, Files, and save the scene anew",
	},
	{[]string{"RevitPreview4.0", "BasicFileInfo"}, "model", "application/x-revit", "in Revit, choose a Thumbnail Preview in the options of Save As"},
	{[]string{"SwDocContentMgr", "PreviewPNG"}, "model", "application/x-solidworks", cadAdvice},
	{[]string{"__properties_version1.0"}, "message", "application/vnd.ms-outlook", "messages have no previews"},
}

// programOf tells it.
func programOf(file *ole.File) program {
	for _, p := range programs {
		for _, name := range p.streams {
			if _, ok := file.Find(name); ok {
				return p
			}
		}
	}
	return program{noun: "document", mimetype: "application/x-ole-storage", advice: "save it in its program with a preview picture"}
}
