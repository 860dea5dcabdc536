using System.Text.Json;

namespace Kif.Baselines.Tests.Distillation;

/// <summary>From logits of prompts and answers to one loss: aligned rows, masks, temperature and means, as TRL computes them.</summary>
public sealed class AnswerMeanTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Every_recorded_loss_without_correction_and_its_gradient_are_met()
    {
        JsonElement inputs = RecordedDistillation.Json.GetProperty("aggregation_inputs");
        int compared = 0;
        foreach (JsonElement given in RecordedDistillation.Json.GetProperty("aggregation").EnumerateArray())
        {
            // With log-probabilities of an older model a correction acts, which on-policy steps have no use for.
            if (given.GetProperty("old_given").GetBoolean()) continue;
            int[] lengths = [.. given.GetProperty("completion_mask").EnumerateArray().Select(m => (int)RecordedDistillation.Numbers(m).Sum())];
            Tensor logits = torch.tensor(RecordedDistillation.Numbers(inputs.GetProperty("student_logits")).ToArray()).view(2, 7, 9).requires_grad_();
            Tensor teacher = torch.tensor(RecordedDistillation.Numbers(inputs.GetProperty("teacher_logits")).ToArray()).view(2, 9, 9);
            (double alpha, double t) = (given.GetProperty("alpha").GetDouble(), given.GetProperty("temperature").GetDouble());
            (Tensor s, Tensor q) = (Rows(logits, 3, lengths) / t, Rows(teacher, 5, lengths) / t);
            bool tail = given.GetProperty("mode").GetString() == "topk_logits" && given.GetProperty("tail").GetBoolean();
            Tensor each = given.GetProperty("mode").GetString() switch
            {
                "full_logits" => TokenDivergence.Full(s, q, alpha),
                "topk_logits" => TokenDivergence.TopK(s, q, alpha, given.GetProperty("k").GetInt32(), tail),
                _ => TokenDivergence.Sampled(s, q, torch.tensor(inputs.GetProperty("completion_ids").EnumerateArray()
                    .SelectMany((row, i) => RecordedDistillation.Numbers(row).Take(lengths[i])).Select(id => (long)id).ToArray(), torch.int64)),
            };
            Tensor loss = TokenDivergence.MeanOverAnswers(each, lengths, given.GetProperty("skip").GetInt32());
            RecordedDistillation.Same(loss, [given.GetProperty("loss").GetDouble()], given.ToString()[..60], tail ? 1e-7 : 0);
            RecordedDistillation.Same(torch.autograd.grad([loss], [logits])[0], RecordedDistillation.Numbers(given.GetProperty("gradient")), "its gradient",
                tail ? 1e-7 : 0);
            compared++;
        }
        compared.Should().Be(20);
    }

    [Fact]
    public void An_answer_without_a_token_that_counts_is_nothing_and_thins_the_mean()
    {
        Tensor each = torch.tensor(new double[] { 1, 2, 3, 4, 5 });
        TokenDivergence.MeanOverAnswers(each, [2, 3], 0).ToDouble().Should().BeApproximately((1.5 + 4) / 2, 1e-15);
        TokenDivergence.MeanOverAnswers(each, [2, 3], 2).ToDouble().Should().BeApproximately(5.0 / 2, 1e-15);
        TokenDivergence.MeanOverAnswers(each, [2, 3], 9).ToDouble().Should().Be(0);
    }

    /// <summary>The logits of each token of the answers: those one position earlier.</summary>
    private static Tensor Rows(Tensor logits, int prompt, int[] lengths) =>
        torch.cat([.. lengths.Select((length, row) => logits[row].narrow(0, prompt - 1, length))]);
}
