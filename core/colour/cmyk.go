package colour

// inkLight returns the light of ink that no profile describes.
func inkLight(cmyk [4]float64) [3]float64 {
	var rgb [3]float64
	for c := range rgb {
		rgb[c] = decodeSRGB((1 - cmyk[c]) * (1 - cmyk[3]))
	}
	return rgb
}
