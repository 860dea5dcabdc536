namespace Kif;

/// <summary>
/// Divergences of a student's and a teacher's distribution of the next token, one number per row of logits [rows, vocabulary] (algorithms.md 10.21). Gradients
/// reach the student alone where the teacher's logits have none.
/// </summary>
internal static class TokenDivergence
{
    // The least that is left for other tokens, as a share of all: ln(1 − eˣ) of 0 is not finite.
    private const double LeastLeft = 1e-7;

    /// <summary>Computes the divergence over the whole vocabulary.</summary>
    /// <param name="student">Logits [rows, vocabulary].</param>
    /// <param name="teacher">Logits [rows, vocabulary].</param>
    /// <param name="alpha">0: KL(teacher ‖ student); 1: KL(student ‖ teacher); between them the mean of both to their mixture, so weighted.</param>
    public static Tensor Full(Tensor student, Tensor teacher, double alpha) => Between(LogSoftmax(student), LogSoftmax(teacher), alpha);

    /// <summary>Computes the divergence over the student's likeliest tokens.</summary>
    /// <param name="student">Logits [rows, vocabulary].</param>
    /// <param name="teacher">Logits [rows, vocabulary].</param>
    /// <param name="alpha">As of <see cref="Full"/>.</param>
    /// <param name="count">How many tokens; the whole vocabulary if it has fewer.</param>
    /// <param name="tail">Whether the others count as one more token; otherwise both distributions are scaled to the chosen ones.</param>
    public static Tensor TopK(Tensor student, Tensor teacher, double alpha, int count, bool tail)
    {
        Tensor chosen = student.detach().topk((int)Math.Min(count, student.shape[1]), 1).indexes;
        Tensor Kept(Tensor logits)
        {
            Tensor some = LogSoftmax(logits).gather(1, chosen);
            return tail ? WithTail(some) : LogSoftmax(some);
        }
        return Between(Kept(student), Kept(teacher), alpha);
    }

    /// <summary>Computes a term whose gradient is, on average over the student's tokens, that of KL(student ‖ teacher); its value means nothing.</summary>
    /// <param name="student">Logits [rows, vocabulary].</param>
    /// <param name="teacher">Logits [rows, vocabulary].</param>
    /// <param name="ids">Int64 [rows]: the generated tokens.</param>
    public static Tensor Sampled(Tensor student, Tensor teacher, Tensor ids)
    {
        Tensor Of(Tensor logits) => LogSoftmax(logits).gather(1, ids.unsqueeze(1)).squeeze(1);
        Tensor own = Of(student);
        return (own - Of(teacher)).detach() * own;
    }

    /// <summary>Appends the log-probability of all other tokens to those of some [rows, tokens].</summary>
    public static Tensor WithTail(Tensor some)
    {
        Tensor all = torch.logsumexp(some, 1, keepdim: true).clamp_max(-LeastLeft);
        return torch.cat([some, all.expm1().neg().log()], 1);
    }

    /// <summary>Averages over the tokens of each answer that count, then over all answers; one of which none counts is 0.</summary>
    /// <param name="each">One number per token [rows], answer after answer.</param>
    /// <param name="lengths">Tokens of each answer.</param>
    /// <param name="skipped">How many tokens at the beginning of each do not count.</param>
    public static Tensor MeanOverAnswers(Tensor each, IReadOnlyList<int> lengths, int skipped)
    {
        double[] weights = [.. lengths.SelectMany(length => Enumerable.Range(0, length)
            .Select(i => i < skipped ? 0 : 1.0 / ((length - skipped) * (double)lengths.Count)))];
        return (each * torch.tensor(weights, each.dtype, each.device)).sum();
    }

    private static Tensor Between(Tensor student, Tensor teacher, double alpha)
    {
        if (alpha == 0) return Kullback(teacher, student);
        if (alpha == 1) return Kullback(student, teacher);
        Tensor mixed = torch.logaddexp(student + Math.Log(1 - alpha), teacher + Math.Log(alpha));
        return Kullback(student, mixed) * (1 - alpha) + Kullback(teacher, mixed) * alpha;
    }

    /// <summary>Computes Σ p ln(p/q) of log-probabilities [rows, tokens].</summary>
    private static Tensor Kullback(Tensor p, Tensor q) => (p.exp() * (p - q)).sum(1L);

    private static Tensor LogSoftmax(Tensor logits) => torch.nn.functional.log_softmax(logits, 1);
}
