namespace Kif.Models.Tokenizers.Jinja;

/// <summary>A filter: makes something of the value before its bar.</summary>
internal delegate object? JinjaFilter(object? value, JinjaArguments arguments, JinjaBudget budget);
