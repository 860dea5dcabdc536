namespace Kif.Models.Tokenizers.Jinja;

/// <summary>A token of a template.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">Its text; for a string literal, its value.</param>
/// <param name="Line">Its line, from 1.</param>
internal readonly record struct JinjaToken(JinjaTokenKind Kind, string Text, int Line)
{
    /// <summary>Whether this is an operator with one of the spellings.</summary>
    public bool Is(params ReadOnlySpan<string> operators) => Kind == JinjaTokenKind.Operator && operators.Contains(Text);

    /// <summary>Whether this is one of the names.</summary>
    public bool Names(params ReadOnlySpan<string> names) => Kind == JinjaTokenKind.Name && names.Contains(Text);
}
