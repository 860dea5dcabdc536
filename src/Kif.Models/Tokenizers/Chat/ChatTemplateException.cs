namespace Kif.Models.Tokenizers;

/// <summary>A chat template refused a conversation (its own message), or did not come to an end within its limits.</summary>
/// <param name="message">What happened, with the template's place.</param>
/// <param name="inner">The cause.</param>
public sealed class ChatTemplateException(string message, Exception? inner = null) : Exception(message, inner);
