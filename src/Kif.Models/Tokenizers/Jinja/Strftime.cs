using System.Globalization;
using System.Text;

namespace Kif.Models.Tokenizers.Jinja;

/// <summary>Formats a time by the directives of <c>strftime</c>, in English.</summary>
internal static class Strftime
{
    private static readonly Dictionary<char, string> Formats = new()
    {
        ['a'] = "ddd", ['A'] = "dddd", ['b'] = "MMM", ['h'] = "MMM", ['B'] = "MMMM", ['d'] = "dd", ['m'] = "MM", ['y'] = "yy", ['Y'] = "yyyy",
        ['H'] = "HH", ['I'] = "hh", ['M'] = "mm", ['S'] = "ss", ['p'] = "tt", ['f'] = "ffffff", ['F'] = "yyyy-MM-dd", ['T'] = "HH:mm:ss", ['D'] = "MM/dd/yy",
    };

    public static string Write(DateTimeOffset time, string format)
    {
        var text = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                text.Append(format[at]);
                continue;
            }

            // A minus omits the leading zero.
            var bare = format[at + 1] == '-' && at + 2 < format.Length;
            at += bare ? 2 : 1;
            var part = Part(time, format[at]);
            text.Append(bare ? part.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0" : part);
        }

        return text.ToString();
    }

    private static string Part(DateTimeOffset time, char directive) => directive switch
    {
        '%' => "%",
        'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'Z' or 'z' => "",
        _ when Formats.TryGetValue(directive, out var format) => time.ToString(format, CultureInfo.InvariantCulture),
        _ => throw new JinjaException($"strftime_now: the directive %{directive} is not supported."),
    };
}
