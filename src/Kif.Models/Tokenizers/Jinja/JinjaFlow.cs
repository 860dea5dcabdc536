namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The control flow after a statement.</summary>
internal enum JinjaFlow
{
    Next,
    Break,
    Continue,
}
