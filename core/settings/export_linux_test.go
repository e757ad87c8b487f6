package settings

// GroupLimit is tested on file systems that tests make up.
var GroupLimit = groupLimit
