namespace Kif.Pipeline.Results;

/// <summary>A cell of a file of comma-separated values.</summary>
internal static class CsvCell
{
    /// <summary>Returns the text, quoted if necessary.</summary>
    public static string Of(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
