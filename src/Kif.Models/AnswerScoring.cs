using System.Text;

namespace Kif.Models;

/// <summary>
/// Log-likelihoods (natural logarithm) of given answers under a model, from the same forward passes that training computes its loss with.
/// The mean token loss of an answer times its number of tokens is minus its sum. (Beyond the length that a model was trained with, dynamic rotary positions
/// depend on the longest text of a batch, here as in transformers; otherwise scores do not depend on the rest of the batch.)
/// </summary>
/// <param name="model">The model; encoder–decoder or decoder-only.</param>
/// <param name="encoder">Encodes texts as token ids.</param>
/// <param name="form">Sum or mean. Default: the sum.</param>
/// <param name="batchSize">The most prompts (or prompts with an answer) per forward pass, at least 1. Default: 32.</param>
/// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
public sealed class AnswerScoring(ILanguageModel model, IExampleEncoder encoder, LikelihoodForm form = LikelihoodForm.Sum, int batchSize = 32)
{
    private readonly int batchSize = batchSize >= 1
        ? batchSize : throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, "a batch has at least one answer");

    /// <summary>Scores every choice of every example, in their order; 0 or below, higher is likelier.</summary>
    /// <param name="examples">Prompts with <see cref="Example.Choices"/>.</param>
    /// <param name="weights">The trainable weights, a vector of the model's space.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">An example has no choices.</exception>
    public IReadOnlyList<double[]> Score(IReadOnlyList<Example> examples, Tensor weights, CancellationToken cancellation = default)
    {
        if (examples.FirstOrDefault(e => e.Choices.Count == 0) is { } without)
            throw new ArgumentException($"example '{without.Id}' has no choices", nameof(examples));
        EncodedExample[][] encoded = [.. examples.Select(e => e.Choices.Select(answer => Encoded(e with { Target = answer })).ToArray())];
        double[][] sums = [.. encoded.Select(e => new double[e.Length])];
        int[] once = model is LanguageModel { ReadsPromptsOnce: true } ? [.. Enumerable.Range(0, encoded.Length).Where(i => OnePrompt(encoded[i]))] : [];
        if (once.Length > 0)
        {
            int[][][] choices = [.. once.Select(i => encoded[i].Select(e => e.Target).ToArray())];
            double[][] found = ((LanguageModel)model).LogLikelihoods([.. once.Select(i => encoded[i][0])], choices, weights, batchSize, cancellation);
            foreach ((int row, double[] ofRow) in once.Zip(found)) sums[row] = ofRow;
        }
        OneByOne(encoded, Enumerable.Range(0, encoded.Length).Except(once), sums, weights, cancellation);
        return [.. sums.Select((ofRow, row) => ofRow.Select((sum, i) => sum / Length(examples[row].Choices[i], encoded[row][i])).ToArray())];
    }

    /// <summary>Whether answers have the same prompt, and a label at each of their tokens.</summary>
    private static bool OnePrompt(EncodedExample[] answers) => answers.All(
        a => a.Target.Length > 0 && a.Source.AsSpan().SequenceEqual(answers[0].Source) && !a.Target.Contains(EncodedExample.IgnoreIndex));

    /// <summary>Computes the sums of some examples from passes over prompts with their answers.</summary>
    private void OneByOne(EncodedExample[][] encoded, IEnumerable<int> rows, double[][] sums, Tensor weights, CancellationToken cancellation)
    {
        var pairs = rows.SelectMany(row => encoded[row].Select((ids, column) => (Row: row, Column: column, Ids: ids)));
        foreach (var batch in pairs.OrderBy(p => p.Ids.Source.Length + p.Ids.Target.Length).Chunk(batchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            double[] found = LogLikelihoods(model, [.. batch.Select(p => p.Ids)], weights);
            foreach ((var (row, column, _), double sum) in batch.Zip(found)) sums[row][column] = sum;
        }
    }

    /// <summary>Encodes an example with labels at its answer alone.</summary>
    private EncodedExample Encoded(Example example) => encoder.Encode(example) with { LabeledPositions = null };

    /// <summary>Finds the likeliest choice of every example; of equally likely ones the first.</summary>
    /// <inheritdoc cref="Score"/>
    public IReadOnlyList<string> Choose(IReadOnlyList<Example> examples, Tensor weights, CancellationToken cancellation = default) =>
        [.. examples.Zip(Score(examples, weights, cancellation), (e, scores) => e.Choices[Array.IndexOf(scores, scores.Max())])];

    /// <summary>
    /// Computes the log-probability of each example's target given its source: the sum over its labeled tokens, in at least single precision; 0 for a
    /// target without labels. Runs one forward pass over all examples.
    /// </summary>
    /// <exception cref="ArgumentException">No example has a label.</exception>
    public static double[] LogLikelihoods(ILanguageModel model, IReadOnlyList<EncodedExample> examples, Tensor weights)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using TokenBatch batch = model.Collate(examples);
        ForwardResult result = model.Forward(batch, weights);
        Tensor logits = result.Logits.dtype == ScalarType.Float64 ? result.Logits : result.Logits.to_type(ScalarType.Float32);
        Tensor losses = torch.nn.functional.cross_entropy(logits, result.Targets, reduction: torch.nn.Reduction.None);
        double[] tokens = losses.to_type(ScalarType.Float64).cpu().data<double>().ToArray();
        double[] sums = new double[examples.Count];
        int at = 0;
        for (int i = 0; i < sums.Length; i++)
            for (int left = examples[i].LabelCount; left > 0; left--) sums[i] -= tokens[at++];
        return sums;
    }

    private double Length(string answer, EncodedExample ids) => form switch
    {
        LikelihoodForm.Sum => 1,
        LikelihoodForm.PerToken => ids.LabelCount,
        LikelihoodForm.PerByte => Math.Max(1, Encoding.UTF8.GetByteCount(answer)),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, $"allowed are {string.Join(", ", Enum.GetNames<LikelihoodForm>())}"),
    };
}

/// <summary>The ways to turn the log-probabilities of an answer's tokens into its score.</summary>
public enum LikelihoodForm
{
    /// <summary>Their sum: the probability of the answer as a whole. The default.</summary>
    Sum,

    /// <summary>Their mean, including the end token: long answers are at no disadvantage.</summary>
    PerToken,

    /// <summary>Their sum divided by the answer's length in UTF-8 bytes, at least 1: independent of the tokenizer.</summary>
    PerByte,
}
