namespace Kif.Models.Tokenizers.Jinja;

/// <summary>Something that can be called: a global function, a method bound to its object, a macro.</summary>
internal delegate object? JinjaFunction(JinjaArguments arguments);
