using System.Text;

namespace Kif;

/// <summary>How a file of cells is written.</summary>
internal sealed record CsvOptions
{
    /// <summary>The sign between cells; null for that of the ending, or another one if the header has only that. Default: null.</summary>
    public char? Separator { get; init; }

    /// <summary>The names of the columns of a file without a header; null for the first row. Default: null.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Whether the first row has the names. Default: true; without it and without names, they are 0, 1, …</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>The sign of quotation; null if there is none and every line is a row. Default: ".</summary>
    public char? Quote { get; init; } = '"';

    /// <summary>The sign after which the rest of a line is a remark; null for none. Default: null.</summary>
    public char? Comment { get; init; }

    /// <summary>The encoding. Default: null, for UTF-8.</summary>
    public Encoding? Encoding { get; init; }

    // Cells are kept as they are written: how numbers and gaps are written is of no account.
    private static readonly string[] Ignored =
        ["decimal", "thousands", "keep_default_na", "na_filter", "na_values", "dtype", "low_memory", "engine", "float_precision", "skip_blank_lines"];

    /// <summary>Returns these options with one that the card of a data set names.</summary>
    /// <param name="name">The name, as pandas has it.</param>
    /// <param name="values">The value; several for a list, none for null.</param>
    /// <exception cref="InvalidDataException">The option is not known, or its value is not.</exception>
    public CsvOptions With(string name, IReadOnlyList<string> values)
    {
        string value = values.Count == 1 ? values[0] : "";
        switch (name)
        {
            case "sep" or "delimiter": return this with { Separator = Sign(name, value) };
            case "names" or "column_names": return this with { Columns = values };
            case "header": return this with { HasHeader = values.Count > 0
                && (value is "0" or "infer" ? true : throw Unknown(name, value, "0, infer or null")) };
            case "quoting": return this with { Quote = value is "3" ? null : value is "0" or "1" or "2" ? Quote : throw Unknown(name, value, "0 to 3") };
            case "quotechar": return this with { Quote = Sign(name, value) };
            case "comment": return this with { Comment = values.Count == 0 ? null : Sign(name, value) };
            case "encoding": return this with { Encoding = EncodingOf(value) };
            default:
                return Ignored.Contains(name) ? this
                    : throw new InvalidDataException($"'{DisplayText.Of(name)}' is no option of reading CSV; "
                        + "known are sep, names, header, quoting, quotechar, comment and encoding");
        }
    }

    private static char Sign(string name, string value) => value switch
    {
        "\\t" => '\t',
        [var sign] when sign is < (char)128 and not ('\n' or '\r') => sign,
        _ => throw Unknown(name, value, "one sign of ASCII"),
    };

    private static Encoding? EncodingOf(string value) => value.Replace('_', '-').ToLowerInvariant() switch
    {
        "utf-8" or "utf8" or "utf-8-sig" => null,
        "latin-1" or "latin1" or "iso-8859-1" => System.Text.Encoding.Latin1,
        "utf-16" or "utf16" => System.Text.Encoding.Unicode,
        _ => throw Unknown("encoding", value, "utf-8, utf-16 or latin-1"),
    };

    private static InvalidDataException Unknown(string name, string value, string allowed) =>
        new($"{name} is '{DisplayText.Of(value)}'; allowed: {allowed}");
}
