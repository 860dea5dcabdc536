namespace Kif.Models.Tokenizers.Jinja;

/// <summary>How a statement ended.</summary>
internal enum JinjaFlow
{
    Next,
    Break,
    Continue,
}
