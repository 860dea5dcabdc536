namespace Kif.Models.Tokenizers;

/// <summary>The error of a chat template that rejected a conversation (with its own message) or exceeded a limit.</summary>
/// <param name="message">The error, with the template's place.</param>
/// <param name="inner">The cause.</param>
public sealed class ChatTemplateException(string message, Exception? inner = null) : Exception(message, inner);
