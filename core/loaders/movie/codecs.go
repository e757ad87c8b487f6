package movie

import (
	"fmt"
	"strings"
)

// names of codecs by the four letters that MP4, QuickTime, AVI and ASF have for them, in
// lower case, and by Matroska's identifiers.
var names = map[string]string{
	"avc1": "H.264", "avc2": "H.264", "avc3": "H.264", "avc4": "H.264", "h264": "H.264", "x264": "H.264", "davc": "H.264",
	"hvc1": "H.265 (HEVC)", "hev1": "H.265 (HEVC)", "hevc": "H.265 (HEVC)", "dvh1": "H.265 (HEVC)", "dvhe": "H.265 (HEVC)",
	"vvc1": "H.266 (VVC)", "vvi1": "H.266 (VVC)",
	"av01": "AV1", "vp08": "VP8", "vp09": "VP9", "vp80": "VP8", "vp90": "VP9", "vp6f": "VP6", "vp62": "VP6",
	"mp4v": "MPEG-4 video", "fmp4": "MPEG-4 video", "xvid": "MPEG-4 video (Xvid)", "divx": "MPEG-4 video (DivX)",
	"dx50": "MPEG-4 video (DivX)", "mp4s": "MPEG-4 video", "m4s2": "MPEG-4 video",
	"div3": "MPEG-4 video of Microsoft", "mp43": "MPEG-4 video of Microsoft", "mp42": "MPEG-4 video of Microsoft",
	"mpg4": "MPEG-4 video of Microsoft", "mpg1": "MPEG-1 video", "mpg2": "MPEG-2 video", "mp2v": "MPEG-2 video",
	"m2v1": "MPEG-2 video", "hdv1": "MPEG-2 video (HDV)", "hdv2": "MPEG-2 video (HDV)", "hdv3": "MPEG-2 video (HDV)",
	"xdv1": "MPEG-2 video (XDCAM)", "xdvb": "MPEG-2 video (XDCAM)", "xdvc": "MPEG-2 video (XDCAM)",
	"h263": "H.263", "s263": "H.263", "svq1": "Sorenson Video 1", "svq3": "Sorenson Video 3", "cvid": "Cinepak",
	"wmv1": "Windows Media Video 7", "wmv2": "Windows Media Video 8", "wmv3": "Windows Media Video 9", "wvc1": "VC-1", "vc-1": "VC-1",
	"apch": "Apple ProRes", "apcn": "Apple ProRes", "apcs": "Apple ProRes", "apco": "Apple ProRes", "ap4h": "Apple ProRes", "ap4x": "Apple ProRes",
	"avdn": "Avid DNxHD", "avdh": "Avid DNxHR", "dvc ": "DV", "dvcp": "DV", "dvsd": "DV", "dv25": "DV", "dvhd": "DV", "dv5n": "DV", "dv5p": "DV",
	"rle ": "QuickTime Animation", "rpza": "QuickTime Video", "smc ": "QuickTime Graphics", "8bps": "QuickTime Planar RGB",
	"mjpa": "Motion JPEG A", "mjpb": "Motion JPEG B", "mjpg": "Motion JPEG", "jpeg": "Motion JPEG", "png ": "PNG", "mpng": "PNG",
	"cfhd": "CineForm", "hap1": "Hap", "hap5": "Hap", "hapy": "Hap", "hapm": "Hap", "ffv1": "FFV1", "hfyu": "HuffYUV", "ffvh": "HuffYUV",
	"mjp2": "Motion JPEG 2000", "mj2c": "Motion JPEG 2000", "raw ": "uncompressed pictures", "2vuy": "uncompressed pictures",
	"v210": "uncompressed pictures", "yuv2": "uncompressed pictures", "i420": "uncompressed pictures", "yuy2": "uncompressed pictures",
	"uyvy": "uncompressed pictures", "mrle": "Microsoft RLE", "msvc": "Microsoft Video 1", "cram": "Microsoft Video 1",
	"iv32": "Intel Indeo 3", "iv41": "Intel Indeo 4", "iv50": "Intel Indeo 5", "tscc": "TechSmith Screen Capture",
	"drac": "Dirac", "theo": "Theora", "encv": "encrypted video", "drmi": "encrypted video", "magy": "MagicYUV", "ulrg": "Ut Video",

	"V_MPEG4/ISO/AVC": "H.264", "V_MPEGH/ISO/HEVC": "H.265 (HEVC)", "V_MPEGI/ISO/VVC": "H.266 (VVC)", "V_AV1": "AV1",
	"V_VP8": "VP8", "V_VP9": "VP9", "V_MPEG1": "MPEG-1 video", "V_MPEG2": "MPEG-2 video", "V_MPEG4/ISO/ASP": "MPEG-4 video",
	"V_MPEG4/ISO/SP": "MPEG-4 video", "V_MPEG4/ISO/AP": "MPEG-4 video", "V_MPEG4/MS/V3": "MPEG-4 video of Microsoft",
	"V_THEORA": "Theora", "V_MJPEG": "Motion JPEG", "V_PRORES": "Apple ProRes", "V_FFV1": "FFV1", "V_UNCOMPRESSED": "uncompressed pictures",
	"V_DIRAC": "Dirac", "V_AVS2": "AVS2", "V_AVS3": "AVS3",
	"V_REAL/RV10": "RealVideo", "V_REAL/RV20": "RealVideo", "V_REAL/RV30": "RealVideo", "V_REAL/RV40": "RealVideo",
}

// codecName returns what a person calls a codec; of one without a name it quotes what the
// file has.
func codecName(code string) string {
	if name, ok := names[code]; ok {
		return name
	}
	if name, ok := names[strings.ToLower(code)]; ok {
		return name
	}
	if code == "\x00\x00\x00\x00" {
		return names["raw "]
	}
	return fmt.Sprintf("the codec %q", code)
}
