using System.Globalization;
using System.Text.RegularExpressions;

namespace Kif.Reports;

/// <summary>Numbers formatted for readers; "–" for NaN.</summary>
internal static partial class ShownNumber
{
    public const string Nothing = "–";

    public static string Score(double v) => Fixed(v, "F1");

    /// <summary>Formats a share in percent without decimals, with its sign.</summary>
    public static string Share(double percent) => double.IsNaN(percent) ? Nothing : Fixed(Math.Round(percent) + 0.0, "F0") + "\u00a0%";

    public static string Signed(double v) => double.IsNaN(v) ? Nothing : v.ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);

    public static string Probability(double p) =>
        double.IsNaN(p) ? Nothing : p < 0.001 ? "< 0.001" : p.ToString(p < 0.01 ? "0.###" : "0.##", CultureInfo.InvariantCulture);

    public static string Number(double v, int digits = 3) => double.IsNaN(v) ? Nothing : AxisTicks.Text(Round(v, digits));

    public static string Range(ConfidenceInterval interval, Func<double, string> number) =>
        interval.IsDefined ? $"{number(interval.Low)} to {number(interval.High)}" : Nothing;

    public static string Count(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");

    /// <summary>Formats a value of a metric, with its unit.</summary>
    public static string Value(RunMetric metric, double v) => double.IsNaN(v) ? Nothing : metric.Unit switch
    {
        "s" => v < 120 ? $"{Number(v, 2)} s" : string.Create(CultureInfo.InvariantCulture, $"{v / 60:F0} min"),
        "bytes" => Bytes(v),
        "%" or "points" => Score(v),
        _ => AxisTicks.Short(Round(v, 3)),
    };

    public static string Bytes(double v) =>
        v < 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{v:F0} B")
        : AxisTicks.Short(v) is var text && char.IsLetter(text[^1]) ? $"{text[..^1]} {text[^1]}B" : $"{text} B";

    /// <summary>Returns a sentence with true minus signs before numbers; names such as "-o" and options stay.</summary>
    public static string TrueMinus(string sentence) => Hyphen().Replace(sentence, "−");

    private static string Fixed(double v, string format) => double.IsNaN(v) ? Nothing : v.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');

    private static double Round(double v, int digits) =>
        v == 0 || !double.IsFinite(v)
        ? v : double.Parse(v.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![\w\p{P}\p{S}-[(]])-(?=\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Hyphen();
}
