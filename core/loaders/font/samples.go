package font

// sample is what is shown of a script.
type sample struct {
	script      string // as Unicode calls it
	pair        string // shown large
	text        string
	dense       bool // written without spaces
	rightToLeft bool
}

// latin is shown of most fonts: the sentence has every letter.
var latin = sample{script: "Latin", pair: "Aa", text: "The quick brown fox jumps over the lazy dog"}

// The samples of those scripts that share characters. Chinese shows the beginning of
// the Thousand Character Classic, Japanese the poem Iroha.
var (
	japanese = sample{
		script: "Han", pair: "永あ", dense: true,
		text: "色は匂へど散りぬるを我が世誰ぞ常ならむ有為の奥山今日越えて浅き夢見じ酔ひもせず",
	}
	simplified  = sample{script: "Han", pair: "永东", dense: true, text: "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"}
	traditional = sample{script: "Han", pair: "永東", dense: true, text: "天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏"}
	korean      = sample{script: "Hangul", pair: "한글", text: "다람쥐 헌 쳇바퀴에 타고파"}
)

// samples are the sentences of other scripts, and letters where a sentence would need
// rules of the font.
var samples = [...]sample{
	{script: "Cyrillic", pair: "Аа", text: "Съешь же ещё этих мягких французских булок, да выпей чаю"},
	{script: "Greek", pair: "Αα", text: "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία"},
	{script: "Armenian", pair: "Աա", text: "Բել դղյակի ձախ ժամն օֆ ազգությանը ցպահանջ չճշտած վնաս էր"},
	{script: "Georgian", pair: "აბ", text: "ვეფხის ტყაოსანი შოთა რუსთაველი"},
	{script: "Hebrew", pair: "אב", text: "דג סקרן שט בים מאוכזב ולפתע מצא חברה", rightToLeft: true},
	{
		script: "Arabic", pair: "أب", rightToLeft: true,
		text: "نص حكيم له سر قاطع وذو شأن عظيم مكتوب على ثوب أخضر ومغلف بجلد أزرق",
	},
	{script: "Thai", pair: "กข", text: "เป็นมนุษย์ สุดประเสริฐ เลิศคุณค่า กว่าบรรดา ฝูงสัตว์ เดรัจฉาน"},
	{script: "Devanagari", pair: "अक", text: "अ आ इ ई उ ऊ ए ऐ ओ औ क ख ग घ च छ ज झ ट ठ ड ढ त थ द ध न प फ ब भ म य र ल व श स ह"},
	{script: "Hiragana", pair: "あい", text: "いろはにほへと ちりぬるを わかよたれそ つねならむ"},
	{script: "Katakana", pair: "アイ", text: "イロハニホヘト チリヌルヲ ワカヨタレソ ツネナラム"},
	korean, simplified, traditional,
}

// arabicLetters stand alone, for fonts that join letters by rules of their own.
const arabicLetters = "ا ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي"

// rightToLeftScripts run from right to left, besides those of samples.
var rightToLeftScripts = [...]string{
	"Adlam", "Arabic", "Avestan", "Chorasmian", "Cypriot", "Elymaic", "Hanifi_Rohingya", "Hatran", "Hebrew",
	"Imperial_Aramaic", "Inscriptional_Pahlavi", "Inscriptional_Parthian", "Kharoshthi", "Lydian", "Mandaic",
	"Manichaean", "Mende_Kikakui", "Meroitic_Cursive", "Meroitic_Hieroglyphs", "Nabataean", "Nko",
	"Old_Hungarian", "Old_North_Arabian", "Old_Sogdian", "Old_South_Arabian", "Old_Turkic", "Old_Uyghur",
	"Palmyrene", "Phoenician", "Psalter_Pahlavi", "Samaritan", "Sogdian", "Syriac", "Thaana", "Yezidi",
}
