using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>A place in JSON as editors count it; System.Text.Json counts from 0.</summary>
/// <param name="Line">The line, from 1; 0 if unknown.</param>
/// <param name="Byte">The byte in the line, from 1; 0 if unknown.</param>
internal readonly partial record struct JsonPlace(int Line, int Byte)
{
    /// <summary>Returns the place of malformed JSON.</summary>
    public static JsonPlace Of(JsonException e) => new(FromOne(e.LineNumber ?? 0), e.BytePositionInLine is { } at ? FromOne(at) : 0);

    /// <summary>Returns the message of malformed JSON with its place.</summary>
    public static string Describe(JsonException e) => e.LineNumber is null ? Without(e) : $"{Without(e)}: {Of(e)}";

    /// <summary>Returns the message of malformed JSON without its place, short and without characters that a terminal obeys: it quotes the file.</summary>
    public static string Without(JsonException e) => DisplayText.Of(Counted().Replace(e.Message, "").TrimEnd('.', ' '), 200);

    /// <summary>Returns the place as a user reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}") + (Byte > 0
        ? string.Create(CultureInfo.InvariantCulture, $", byte {Byte}") : "");

    private static int FromOne(long at) => (int)Math.Min(at, int.MaxValue - 1) + 1;

    [GeneratedRegex(@"\s*(?:Path: \S* \| )?LineNumber: \d+ \| BytePositionInLine: \d+\.?$")]
    private static partial Regex Counted();
}
