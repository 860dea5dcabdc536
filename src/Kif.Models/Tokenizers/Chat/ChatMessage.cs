namespace Kif.Models.Tokenizers;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">The speaker: usually <c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">The text of the message.</param>
public sealed record ChatMessage(string Role, string Content)
{
    /// <summary>
    /// Further fields that a template may read, such as <c>tool_calls</c>: JSON values, strings, numbers, Booleans, lists and
    /// dictionaries.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Fields { get; init; } = new Dictionary<string, object?>();
}
