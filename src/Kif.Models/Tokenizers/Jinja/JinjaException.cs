namespace Kif.Models.Tokenizers.Jinja;

/// <summary>A template is wrong, asks for what is not supported, or gave up while it was rendered.</summary>
internal sealed class JinjaException(string message) : Exception(message);
