namespace Kif.Models.Tokenizers.Jinja;

/// <summary>A compiled expression.</summary>
internal delegate object? JinjaExpression(JinjaScope scope);
