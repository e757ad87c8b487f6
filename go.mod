module apsync

go 1.26.0

require (
	github.com/disintegration/imaging v1.6.2 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/image v0.47.0 // indirect
)
