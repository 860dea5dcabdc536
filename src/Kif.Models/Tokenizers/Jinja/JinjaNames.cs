namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The error for an unknown name.</summary>
internal static class JinjaNames
{
    public static JinjaException Unknown(int line, string kind, string name, IEnumerable<string> known) =>
        new($"line {line}: {UnknownName.Message(kind, name, known.Order(StringComparer.Ordinal))}; others are not supported.");
}
