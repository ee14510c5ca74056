namespace Krypton.Imaging.Drawing;

/// <summary>
/// A font of straight strokes, so that text needs no font on the machine and is the same everywhere. A glyph is a list of
/// polylines, a point two digits: x from 0, then y from 0 at the top of a capital over 6 at the baseline to 8 below it.
/// A polyline whose points coincide is a dot.
/// </summary>
internal static class StrokeFont
{
    /// <summary>Units from the baseline to the top of a capital.</summary>
    public const int CapHeight = 6;

    private const double Gap = 1.9;
    private const double SpaceWidth = 1.2;

    private const string Unknown = "0040460600";

    private static readonly string[] Ascii =
    [
        "", "0004 0606", "0002 2022", "1016 3036 0242 0444", "413010010213334445361605 2027", "4006 0010110100 3545463635", "4602011020310405162644", "0002", // space ! " # $ % & '
        "10010516", "00111506", "2125 0244 0442", "2125 0343", "1607", "0333", "0606", "3006", // ( ) * + , - . /
        "103041453616050110", "011016 0626", "01103041420646", "0110304142334445361605 1333", "36300444", "400002324345361605", "413010010516364544331304", "004016", // 0-7
        "103041423313020110 3344453616050413", "051636454130100102133342", "0303 0606", "1313 1607", "310335", "0242 0444", "013305", "01103041422324 2626", // 8 9 : ; < = > ?
        "4616050110304144242242", "062046 1434", "003041423303 334445360600", "4130100105163645", "00304145360600", "40000646 0333", "400006 0333", "41301001051636454323", // @ A-G
        "0006 4046 0343", "0020 1016 0626", "3035261605", "0006 4004 1346", "000646", "0600234046", "06004640", "103041453616050110", // H-O
        "06003041423303", "103041453616050110 2446", "06003041423303 2346", "413010010213334445361605", "0040 2026", "000516364540", "002640", "0016223640", // P-W
        "0046 4006", "002340 2326", "00400646", "10000616", "0036", "00101606", "022042", "0747", // X Y Z [ \ ] ^ _
        "0011", "3322120305162635 3236", "0006 0312223335261605", "3322120305162635", "3036 3322120305162635", "04343322120305162635", "201116 0222", "3322120305162635 3237281807", // ` a-g
        "0006 0312223336", "0206 0000", "121708 1010", "0006 3205 1436", "000516", "0206 03122326 23324346", "0206 0312223336", "122233352616050312", // h-o
        "0208 0312223335261605", "3238 3322120305162635", "0206 031222", "3212031424352606", "101526 0222", "0205162635 3236", "022642", "0216233642", // p-w
        "0236 3206", "0226 4218", "02320636", "20111203141526", "0007", "00111223141506", "04133443", // x y z { | } ~
    ];

    /// <summary>The glyph's polylines; a hollow box stands for a character the font lacks.</summary>
    public static IEnumerable<string> Strokes(char character) =>
        Glyph(character).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Units from this character's left edge to the next one's.</summary>
    public static double Advance(char character)
    {
        var glyph = Glyph(character);
        var right = 0;
        for (var at = 0; at < glyph.Length; at += glyph[at] == ' ' ? 1 : 2)
        {
            right = glyph[at] == ' ' ? right : Math.Max(right, glyph[at] - '0');
        }

        return (glyph.Length == 0 ? SpaceWidth : right) + Gap;
    }

    private static string Glyph(char character) => character switch
    {
        >= ' ' and <= '~' => Ascii[character - ' '],
        '×' => "0335 3305",
        '·' => "0404",
        '–' or '—' => "0343",
        '…' => "0606 2626 4646",
        _ => Unknown,
    };
}
