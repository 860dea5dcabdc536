namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The error of a template that is damaged, uses an unsupported feature, or failed while it was rendered.</summary>
internal sealed class JinjaException(string message) : Exception(message);
