namespace Kif.Pipeline.Embedded;

/// <summary>The question of one task of the embedded stream.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Question">The question text, put before every text of the task.</param>
/// <param name="Fact">The fact whose value is the answer.</param>
/// <param name="TextsOf">The task whose texts it uses; usually its own.</param>
internal sealed record StreamQuestion(string Task, string Question, string Fact, string TextsOf)
{
    /// <summary>The questions in the order of the stream.</summary>
    public static IReadOnlyList<StreamQuestion> All { get; } =
    [
        new("mood", "how does the writer feel?", "mood", "mood"),
        new("topic", "what is it about?", "topic", "topic"),
        new("rival", "how does the rival of the writer feel?", "other_mood", "mood"),
        new("time", "when does it happen?", "time", "time"),
        new("place", "where does it happen?", "place", "place"),
        new("colour", "which colour does the writer have?", "colour", "colour"),
        new("elsewhere", "where is the rival of the writer?", "other_place", "place"),
        new("othertime", "when does the rival of the writer do it?", "next_time", "time"),
    ];

    /// <summary>Creates the example of this question about a text.</summary>
    public Example Ask(ShortText text, string id) => new($"{Question} {text.Text}", text.Facts[Fact], id);
}
