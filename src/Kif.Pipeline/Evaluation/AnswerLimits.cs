using Kif.Models;

namespace Kif;

/// <summary>
/// What training targets say of a task's answers: their likely tokens, and the most tokens of generated ones, as said, or else the larger of 16 and the length
/// of the longest training target.
/// </summary>
/// <param name="encoder">The encoder of texts to token ids.</param>
/// <param name="options">The options of answering.</param>
internal sealed class AnswerLimits(IExampleEncoder encoder, EvaluationOptions options)
{
    /// <summary>The limit of tasks with short answers.</summary>
    public const int Usual = 16;

    private readonly Dictionary<IReadOnlyList<Example>, int> known = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<IReadOnlyList<Example>, AnswerDrafts> drafts = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(string, string), int[]> targets = [];
    private readonly Lock gate = new();

    /// <summary>Returns the limit of a task, its end token included.</summary>
    public int Of(LearningTask task)
    {
        if (options.MaxNewTokens is { } said) return said;
        lock (gate)
        {
            if (!known.TryGetValue(task.Train, out int limit)) known[task.Train] = limit = Math.Max(Usual, task.Train.Select(Length).DefaultIfEmpty(0).Max());
            return limit;
        }
    }

    /// <summary>Returns the likely answers of a task: its training targets.</summary>
    public AnswerDrafts Drafts(LearningTask task)
    {
        lock (gate)
        {
            if (!drafts.TryGetValue(task.Train, out AnswerDrafts? known)) drafts[task.Train] = known = new(task.Train.Select(Target));
            return known;
        }
    }

    /// <summary>Returns the number of tokens of a target, its end token included, as far as it is learned.</summary>
    public int Length(Example example) => Target(example).Length;

    /// <summary>Returns the most tokens of a target that are learned: the length of a very long one.</summary>
    /// <param name="most">The limit that was set, which the model may lower.</param>
    public int Longest(int most) => Encode(new("a", string.Join(' ', Enumerable.Repeat("a", Math.Min(most, 4096) + 8)), "")).Length;

    /// <summary>Returns the text of a target that the model has learned perfectly.</summary>
    public string Written(Example example) => encoder.Decode(Encode(example));

    private int[] Target(Example example)
    {
        lock (gate)
        {
            (string, string) key = (example.Target, Blanks(example));
            if (!targets.TryGetValue(key, out int[]? ids)) targets[key] = ids = Encode(example);
            return ids;
        }
    }

    // The whole prompt would cost much and change nothing: what matters of it is whether white space ends it.
    private int[] Encode(Example example) => encoder.Encode(example with { Input = "a" + Blanks(example) }).Target;

    private static string Blanks(Example example) => example.Input[example.Input.TrimEnd().Length..];
}
