namespace Kif.Models.Tokenizers.Jinja;

/// <summary>An expression, ready to be computed.</summary>
internal delegate object? JinjaExpression(JinjaScope scope);
