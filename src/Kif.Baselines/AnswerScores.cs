using System.Text.RegularExpressions;

namespace Kif;

/// <summary>An answer of the model in training to a stored prompt.</summary>
/// <param name="Question">The example that the prompt is of, with the expected answer.</param>
/// <param name="Prompt">Its token ids.</param>
/// <param name="Ids">The answer's token ids, up to and including the end token.</param>
/// <param name="Text">The answer.</param>
internal sealed record OwnAnswer(Example Question, EncodedExample Prompt, int[] Ids, string Text);

/// <summary>Scores answers of the model itself, and chooses the best (algorithms.md 10.19).</summary>
/// <param name="options">What is best.</param>
/// <param name="metric">The metric, where answers are scored by one; else null.</param>
internal sealed partial class AnswerScores(OprOptions options, ITaskMetric? metric)
{
    /// <summary>Chooses answers by descending score; of equals the earlier come first.</summary>
    /// <param name="answers">The answers of one task.</param>
    /// <param name="count">The most answers.</param>
    /// <param name="passes">Extra passes, for their likelihood.</param>
    /// <param name="weights">The weights that answered.</param>
    /// <exception cref="InvalidOperationException">A score is no finite number.</exception>
    public IEnumerable<OwnAnswer> Best(IReadOnlyList<OwnAnswer> answers, int count, IExtraPasses passes, Tensor weights)
    {
        // Among likely answers an empty one is likelier than any that says something.
        OwnAnswer[] scored = [.. answers.Where(a => options.Score != AnswerScore.Likelihood || options.AsPublished || a.Text.Length > 0)];
        double[] scores = [.. scored.Select(a => Score(a, passes, weights))];
        int bad = Array.FindIndex(scores, s => !double.IsFinite(s));
        if (bad >= 0)
            throw new InvalidOperationException($"the answer to '{scored[bad].Question.Id}' has the score {scores[bad]}, by which none can be ranked");
        return Largest(scores, count).Select(i => scored[i]);
    }

    /// <summary>Returns the places of the largest scores, the largest first; of equals the earlier come first.</summary>
    public static IEnumerable<int> Largest(IReadOnlyList<double> scores, int count) =>
        Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i]).Take(count);

    /// <summary>Returns 100 if two texts begin with the same character, else 0; an empty text begins with none.</summary>
    public static double FirstCharacter(string expected, string answer) => expected.Length > 0 && answer.Length > 0 && expected[0] == answer[0] ? 100 : 0;

    /// <summary>Returns 100 if the last number of an answer is the expected text to the letter, else 0.</summary>
    public static double LastNumber(string expected, string answer) =>
        Numbers().Matches(answer).Select(m => m.Value).LastOrDefault(piece => piece != ".") == expected ? 100 : 0;

    /// <summary>
    /// Returns the mean log-probability of the chosen tokens. As published, the likeliest token of each position where another was chosen counts too, and no
    /// tokens at all give 0, the highest score there is.
    /// </summary>
    /// <param name="tokens">For each position the log-probability of the token that was chosen and of the likeliest.</param>
    /// <param name="asPublished">Whether to count as the published code does.</param>
    public static double Average(IReadOnlyList<(double Chosen, double Likeliest)> tokens, bool asPublished) => tokens.Count == 0 ? 0
        : asPublished ? tokens.SelectMany(t => t.Chosen < t.Likeliest ? (double[])[t.Chosen, t.Likeliest] : [t.Chosen]).Average()
        : tokens.Average(t => t.Chosen);

    private double Score(OwnAnswer answer, IExtraPasses passes, Tensor weights) => options.Score switch
    {
        AnswerScore.FirstCharacter => FirstCharacter(answer.Question.Target, answer.Text),
        AnswerScore.LastNumber => LastNumber(answer.Question.Target, answer.Text),
        AnswerScore.Likelihood => Average(LogProbabilities(answer, passes, weights), options.AsPublished),
        _ => metric!.Score([answer.Text], [answer.Question]),
    };

    private static (double Chosen, double Likeliest)[] LogProbabilities(OwnAnswer answer, IExtraPasses passes, Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        Tensor logits = passes.Forward([answer.Prompt with { Target = answer.Ids, LabeledPositions = null }], weights).Logits;
        Tensor all = torch.nn.functional.log_softmax(logits.to_type(ScalarType.Float64), 1), ids = torch.tensor(answer.Ids, torch.int64, logits.device);
        double[] chosen = Numbers(all.gather(1, ids.unsqueeze(1)).squeeze(1)), likeliest = Numbers(all.amax([1]));
        return [.. chosen.Zip(likeliest)];

        static double[] Numbers(Tensor values) => values.cpu().data<double>().ToArray();
    }

    [GeneratedRegex("-?[0-9.,]+")]
    private static partial Regex Numbers();
}
