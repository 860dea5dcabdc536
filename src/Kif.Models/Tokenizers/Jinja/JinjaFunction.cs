namespace Kif.Models.Tokenizers.Jinja;

/// <summary>A callable: a global function, a bound method, or a macro.</summary>
internal delegate object? JinjaFunction(JinjaArguments arguments);
