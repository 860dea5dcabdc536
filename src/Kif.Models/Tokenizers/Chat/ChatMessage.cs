namespace Kif.Models.Tokenizers;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks: mostly <c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">What is said.</param>
public sealed record ChatMessage(string Role, string Content)
{
    /// <summary>
    /// Further fields that a template may look for, such as <c>tool_calls</c>: JSON values, texts, numbers, truth values, lists and
    /// dictionaries.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Fields { get; init; } = new Dictionary<string, object?>();
}
