using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Kif.Models;

namespace Kif;

/// <summary>Answers a test set and scores the answers.</summary>
/// <param name="encoder">The encoder of texts to token ids and back.</param>
/// <param name="metric">The metric.</param>
/// <param name="options">The answer mode and its limits.</param>
/// <param name="limits">The lengths of answers, if others know them already; null to find them.</param>
internal sealed class Evaluator(IExampleEncoder encoder, ITaskMetric metric, EvaluationOptions options, AnswerLimits? limits = null)
{
    private readonly IAnswerMethod answering = options.AnswerBy == AnswerMode.Likelihood
        ? new LikelihoodAnswers(encoder, options) : new GeneratedAnswers(encoder, options, limits ?? new(encoder, options));

    /// <summary>Throws if a task can't be answered or scored this way; called before training.</summary>
    /// <exception cref="CompositionException">The message names the task and the example.</exception>
    public static void Check(LearningTask task, ITaskMetric metric, EvaluationOptions options)
    {
        metric.Check(task.Name, task.Test);
        if (options.AnswerBy == AnswerMode.Likelihood) LikelihoodAnswers.Check(task, options);
    }

    /// <summary>Answers and scores one task; answers are in the order of the test examples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">The weights to answer with.</param>
    /// <param name="task">The task; its test set is not empty.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public (double Score, IReadOnlyList<string> Answers) Evaluate(ILanguageModel model, Tensor weights, LearningTask task,
        CancellationToken cancellation = default)
    {
        IReadOnlyList<string> answers = answering.Answer(model, weights, task, cancellation);
        return (metric.Score(answers, task.Test), answers);
    }
}

/// <summary>One answer to a test example.</summary>
/// <param name="After">Number of tasks learned when it was given; 0 for the untrained model.</param>
/// <param name="Task">The task of the example.</param>
/// <param name="Id">The example's id.</param>
/// <param name="Reference">The expected answer; the first if several are correct.</param>
/// <param name="Answer">The given answer.</param>
public sealed record Prediction(int After, string Task, string Id, string Reference, string Answer)
{
    /// <summary>All expected answers if several are correct; null if there is one. Default: null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? References { get; init; }

    /// <summary>
    /// The question: the example's input, of which a long one keeps its beginning and its end, 600 characters in all. Default: null, as in files of earlier
    /// versions.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Input { get; init; }
}

/// <summary>The question of an answer, short enough to stand in every line of a file.</summary>
internal static class ShortQuestion
{
    /// <summary>The most characters, and how many of them are the beginning of a longer question.</summary>
    public const int Most = 600, Beginning = 400;

    private const string Left = " […] ";

    /// <summary>Returns the question; of a long one its beginning and its end, since a prompt may ask first or last.</summary>
    public static string Of(string input)
    {
        if (input.Length <= Most) return input;
        int head = Beginning, tail = input.Length - (Most - Beginning - Left.Length);
        // No half of a character outside the basic plane.
        if (char.IsHighSurrogate(input[head - 1])) head--;
        if (char.IsLowSurrogate(input[tail])) tail++;
        return string.Concat(input.AsSpan(0, head), Left, input.AsSpan(tail));
    }
}

/// <summary>A method of answering a test set.</summary>
internal interface IAnswerMethod
{
    /// <summary>Returns the answers in the order of the task's test examples.</summary>
    IReadOnlyList<string> Answer(ILanguageModel model, Tensor weights, LearningTask task, CancellationToken cancellation);
}

/// <summary>Answers by greedy decoding, in batches of prompts of similar length.</summary>
internal sealed class GeneratedAnswers(IExampleEncoder encoder, EvaluationOptions options, AnswerLimits limits) : IAnswerMethod
{
    public IReadOnlyList<string> Answer(ILanguageModel model, Tensor weights, LearningTask task, CancellationToken cancellation)
    {
        EncodedExample[] encoded = [.. task.Test.Select(encoder.Encode)];
        int most = limits.Of(task);
        IReadOnlyList<int[]> ids = model is LanguageModel own
            ? own.GenerateAll(encoded, weights, most, options.BatchSize, limits.Drafts(task), cancellation)
            : Batches(model, weights, encoded, most, cancellation);
        return [.. ids.Select(answer => encoder.Decode(answer))];
    }

    private int[][] Batches(ILanguageModel model, Tensor weights, EncodedExample[] encoded, int most, CancellationToken cancellation)
    {
        int[][] answers = new int[encoded.Length][];
        foreach (int[] batch in Enumerable.Range(0, encoded.Length).OrderBy(i => encoded[i].Source.Length).Chunk(options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<int[]> ids = model.Generate([.. batch.Select(i => encoded[i])], weights, most);
            for (int i = 0; i < batch.Length; i++) answers[batch[i]] = ids[i];
        }
        return answers;
    }
}

/// <summary>Answers by likelihood: the likeliest of the example's choices, or of the task's labels if it has none.</summary>
internal sealed class LikelihoodAnswers(IExampleEncoder encoder, EvaluationOptions options) : IAnswerMethod
{
    private readonly ConditionalWeakTable<IReadOnlyList<Example>, Example[]> known = [];

    public IReadOnlyList<string> Answer(ILanguageModel model, Tensor weights, LearningTask task, CancellationToken cancellation)
    {
        Example[] questions = known.GetValue(task.Test, _ => Questions(task));
        return new AnswerScoring(model, encoder, options.Likelihood, options.BatchSize).Choose(questions, weights, cancellation);
    }

    private static Example[] Questions(LearningTask task)
    {
        IReadOnlyList<string> labels = task.Labels;
        return [.. task.Test.Select(e => e.Choices.Count > 0 ? e : e with { Choices = labels })];
    }

    /// <exception cref="CompositionException">An example has more choices than allowed.</exception>
    public static void Check(LearningTask task, EvaluationOptions options)
    {
        int labels = task.Labels.Count;
        foreach (Example example in task.Test)
            if ((example.Choices.Count > 0 ? example.Choices.Count : labels) is var count && count > options.MaxChoices)
                throw new CompositionException($"task '{task.Name}', example '{example.Id}' has {count} answers to choose from "
                    + $"({(example.Choices.Count > 0 ? "its own choices" : "the task's distinct outputs")}); at most {options.MaxChoices} are allowed "
                    + "(compare.evaluation.maxchoices). Tasks with free answers are answered by generation");
    }
}
