namespace Kif.Models.Tokenizers.Jinja;

/// <summary>A filter: transforms the value before its bar (<c>|</c>).</summary>
internal delegate object? JinjaFilter(object? value, JinjaArguments arguments, JinjaBudget budget);
