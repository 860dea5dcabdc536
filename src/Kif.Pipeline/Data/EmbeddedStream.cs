namespace Kif;

/// <summary>
/// Eleven small tasks that need no files. All ask about short English texts of one closed world: <c>mood</c> (good, bad), <c>topic</c> (six words),
/// <c>rival</c> (the same texts as <c>mood</c>, the same two answers reversed), <c>time</c> (past, now, later), <c>place</c> (inside, outside), <c>colour</c>
/// (the writer's own color, stated in the text), <c>elsewhere</c> (the texts of <c>place</c>, its two answers reversed), <c>othertime</c> (the texts of
/// <c>time</c>, its three answers rotated by one); and three that share texts and answers with an earlier one and ask otherwise: <c>feeling</c>
/// (<c>mood</c>), <c>site</c> (<c>place</c>), <c>moment</c> (<c>time</c>). Tasks on the same texts with other answers contradict each other, those with the
/// same answers share them, all others are independent. An input is the question, a space and the text; a target is one word.
/// </summary>
public static class EmbeddedStream
{
    /// <summary>
    /// The frozen stream of comparisons: five tasks that the embedded model learns, among them two that share texts and answers (<c>time</c>,
    /// <c>moment</c>) and one that contradicts both (<c>othertime</c>). What it was chosen by: <c>docs/embedded-stream.md</c>.
    /// </summary>
    public static IReadOnlyList<string> DefaultOrder { get; } = ["place", "time", "colour", "moment", "othertime"];

    /// <summary>The names of all tasks.</summary>
    public static IReadOnlyList<string> TaskNames { get; } = [.. EmbeddedStreamQuestion.All.Select(q => q.Task)];

    /// <summary>
    /// Generates the stream. Labels are balanced to within one example in every list; no test text of any task is a training text of any task;
    /// the test texts of a seed do not depend on the number of training examples.
    /// </summary>
    /// <param name="seed">Equal seeds give equal streams on every machine.</param>
    /// <param name="trainPerTask">Training examples per task, at least 1.</param>
    /// <param name="testPerTask">Test examples per task, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public static TaskStream Create(ulong seed, int trainPerTask, int testPerTask)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trainPerTask, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(testPerTask);
        RandomStream root = new RandomStream(seed).Derive("embedded-stream");
        var seen = new HashSet<string>();
        Dictionary<string, List<WorldText>> Texts(string split, int count) => EmbeddedStreamQuestion.All.Where(q => q.TextsOf == q.Task)
            .ToDictionary(q => q.Task, q => WorldText.Balanced(q.Fact, count, root.Derive(q.Task + "/" + split), seen));
        var (test, train) = (Texts("test", testPerTask), Texts("train", trainPerTask));
        List<Example> Examples(EmbeddedStreamQuestion question, Dictionary<string, List<WorldText>> texts, string split)
        {
            List<WorldText> own = texts[question.TextsOf];
            int[] order = root.Derive(question.Task + "/" + split + "/order").Permutation(own.Count);
            return [.. order.Select((from, i) => question.Ask(own[from], $"{question.Task}-{split}-{i}"))];
        }
        return new TaskStream(EmbeddedStreamQuestion.All.Select(q => new LearningTask(q.Task, Examples(q, train, "train"), Examples(q, test, "test"))));
    }
}

/// <summary>The question of one task of the embedded stream.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Question">The question text, put before every text of the task.</param>
/// <param name="Fact">The fact whose value is the answer.</param>
/// <param name="TextsOf">The task whose texts it uses; usually its own.</param>
internal sealed record EmbeddedStreamQuestion(string Task, string Question, string Fact, string TextsOf)
{
    /// <summary>The questions in the order of the stream.</summary>
    public static IReadOnlyList<EmbeddedStreamQuestion> All { get; } =
    [
        new("mood", "how does the writer feel?", "mood", "mood"),
        new("topic", "what is it about?", "topic", "topic"),
        new("rival", "how does the rival of the writer feel?", "other_mood", "mood"),
        new("time", "when does it happen?", "time", "time"),
        new("place", "where does it happen?", "place", "place"),
        new("colour", "which colour does the writer have?", "colour", "colour"),
        new("elsewhere", "where is the rival of the writer?", "other_place", "place"),
        new("othertime", "when does the rival of the writer do it?", "next_time", "time"),
        new("feeling", "good or bad?", "mood", "mood"),
        new("site", "inside or outside?", "place", "place"),
        new("moment", "past, now or later?", "time", "time"),
    ];

    /// <summary>Creates the example of this question about a text.</summary>
    public Example Ask(WorldText text, string id) => new($"{Question} {text.Text}", text.Facts[Fact], id);
}
