using System.Text.Json.Serialization;

namespace Kif;

/// <summary>One text-to-text example.</summary>
/// <param name="Input">The full prompt.</param>
/// <param name="Target">The expected answer, used for training.</param>
/// <param name="Id">The id in reports and replay buffers; the row number if the file has none.</param>
public sealed record Example(string Input, string Target, string Id)
{
    private readonly IReadOnlyList<string>? references;

    /// <summary>All answers that count as correct; metrics take the best match. Default: the target alone.</summary>
    public IReadOnlyList<string> References
    {
        get => references ?? [Target];
        init => references = value;
    }

    /// <summary>The answer choices. Default: none.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The dialogue slot that the example asks for. Default: null, for examples outside dialogues.</summary>
    public DialogueSlot? Dialogue { get; init; }

    /// <summary>
    /// The chat that the example comes from, as JSON for a chat template: <c>{"messages": [{"role", "content", …}], "tools": […]}</c>, without <c>tools</c> if
    /// there are none, up to the last turn of the assistant. <see cref="Input"/> and <see cref="Target"/> have the same chat as plain text. Default: null, for
    /// examples that are no chats.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Chat { get; init; }

    /// <summary>Whether all texts are equal, including those of the lists.</summary>
    public bool Equals(Example? other) => other is not null && Input == other.Input && Target == other.Target && Id == other.Id && Dialogue == other.Dialogue
        && Chat == other.Chat && References.SequenceEqual(other.References) && Choices.SequenceEqual(other.Choices);

    /// <summary>Returns a hash of input, target and id.</summary>
    public override int GetHashCode() => HashCode.Combine(Input, Target, Id);
}

/// <summary>The dialogue, turn and slot whose value an example asks for (state tracking; algorithms.md 11.7).</summary>
/// <param name="Dialogue">The dialogue's id.</param>
/// <param name="Turn">The turn's index within it.</param>
/// <param name="Slot">The slot's name.</param>
public sealed record DialogueSlot(string Dialogue, int Turn, string Slot);

/// <summary>An example in the replay buffer.</summary>
/// <param name="Id">The id, unique within a run and never reused.</param>
/// <param name="Task">The task it came from.</param>
/// <param name="Example">The example.</param>
public sealed record ReplayExample(long Id, string Task, Example Example);
