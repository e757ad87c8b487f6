package core

import "apsync/core/loaders"

// Format is a row of the table of formats that can be read.
type Format struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	Extensions []string `json:"extensions"`
	Mimetype   string   `json:"mimetype"`
	Reads      string   `json:"reads"`
}

// Formats returns what can be read, in the order in which loaders are asked.
func Formats() []Format {
	var formats []Format
	for _, row := range loaders.Table() {
		formats = append(formats, Format{row.Name, row.Title, row.Extensions, row.Mimetype, row.Reads})
	}
	return formats
}
