using System.Text;
using Kif.Models;

namespace Kif;

/// <summary>
/// Questions about what most language models know, which no task asks: a model that loses points here has paid for the new task with its general knowledge.
/// Each has four answers to choose from; the likeliest per byte is the model's.
/// </summary>
internal static class GeneralProbes
{
    /// <summary>The name of the set, and of its task.</summary>
    public const string Name = "general";

    private const int Fields = 5;

    private static readonly Lazy<LearningTask> Loaded = new(Load);

    /// <summary>The questions, as a task without training examples.</summary>
    public static LearningTask Task => Loaded.Value;

    /// <summary>Whether the chosen answer is the right one.</summary>
    public static ITaskMetric Metric { get; } = new ExactMatch(ExactMatchRule.Plain);

    /// <summary>Refuses the embedded model, which knows nothing but its own small world.</summary>
    /// <exception cref="CompositionException">It is that model.</exception>
    public static void Check(string model)
    {
        if (model == CompareSettings.Embedded)
            throw new CompositionException("the embedded model has a vocabulary of its own small world, so --probes tells nothing of it; leave it out");
    }

    /// <summary>Answers all questions.</summary>
    /// <exception cref="CompositionException">The model is a masked one, whose answers have no likelihood.</exception>
    public static IReadOnlyList<string> Answer(Assistant assistant, AnsweringModel model, CancellationToken cancellation)
    {
        if (assistant.Architecture == ModelArchitecture.MaskedEncoder)
            throw new CompositionException($"'{assistant.Model}' is a masked model, whose answers have no likelihood; leave --probes out");
        return new AnswerScoring(model.Model, model.Plain, LikelihoodForm.PerByte).Choose(Task.Test, model.Weights, cancellation);
    }

    /// <summary>Reads lines of a question, the right answer, and three wrong ones, with | between them.</summary>
    private static LearningTask Load()
    {
        using Stream stream = typeof(GeneralProbes).Assembly.GetManifestResourceStream("Kif.Pipeline.general-probes.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var examples = new List<Example>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            string[] parts = line.Split('|');
            if (parts.Length != Fields) throw new InvalidDataException($"general-probes.txt, line {examples.Count + 1} has {parts.Length} parts");
            string[] choices = parts[1..];
            // The right one must not always be the first, which wins a tie.
            int shift = examples.Count % choices.Length;
            examples.Add(new($"Question: {parts[0]}\nAnswer:", parts[1], $"{Name}-{examples.Count}") { Choices = [.. choices[shift..], .. choices[..shift]] });
        }
        return new(Name, [], examples);
    }
}
