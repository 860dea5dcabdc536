using System.Text.Json;

namespace Kif.Baselines.Tests.Distillation;

/// <summary>Divergences of two distributions of tokens, by hand and as TRL computes them (algorithms.md 10.21).</summary>
public sealed class TokenDivergenceTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(0.0, 1.513234451, -0.623230890, 0.024164626, 0.599066263)]
    [InlineData(0.01, 0.014669785, -0.005771492, 0.000189430, 0.005582062)]
    [InlineData(0.3, 0.231754663, -0.053934751, -0.005816693, 0.059751444)]
    [InlineData(0.5, 0.253345201, -0.050907607, -0.010359295, 0.061266902)]
    [InlineData(1.0, 0.955524481, -0.156183534, -0.081965264, 0.238148798)]
    public void The_divergence_and_its_gradient_are_those_worked_by_hand(double alpha, double value, params double[] gradient)
    {
        Tensor student = torch.tensor(new double[,] { { 0, 1, 3 } }).requires_grad_(), loss = TokenDivergence.Full(student, Teacher, alpha);
        loss.ToDouble().Should().BeApproximately(value, 1e-9);
        RecordedDistillation.Same(torch.autograd.grad([loss.sum()], [student])[0], gradient, "the gradient", 1e-9);
    }

    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(1, true, 0.194327494)]
    [InlineData(2, false, 0.018305590)]
    [InlineData(2, true, 0.253345201)]
    [InlineData(3, false, 0.253345201)]
    [InlineData(3, true, 0.253345201)]
    [InlineData(100, false, 0.253345201)]
    public void Of_the_likeliest_tokens_it_is_that_worked_by_hand(int count, bool tail, double value) =>
        TokenDivergence.TopK(torch.tensor(new double[,] { { 0, 1, 3 } }), Teacher, 0.5, count, tail).ToDouble().Should().BeApproximately(value, 2e-9);

    [Fact]
    public void Every_recorded_loss_and_gradient_is_met()
    {
        int compared = 0;
        foreach (JsonElement set in RecordedDistillation.Json.GetProperty("logits").EnumerateArray())
        {
            long width = set.GetProperty("student")[0][0].GetArrayLength();
            Tensor teacher = RecordedDistillation.Rows(set.GetProperty("teacher"), width);
            Tensor ids = torch.tensor(RecordedDistillation.Numbers(set.GetProperty("completion_ids")).Select(i => (long)i).ToArray());
            foreach (JsonElement loss in set.GetProperty("losses").EnumerateArray())
            {
                Tensor student = RecordedDistillation.Rows(set.GetProperty("student"), width).requires_grad_();
                (string kind, double alpha) = (loss.GetProperty("kind").GetString()!, loss.GetProperty("alpha").GetDouble());
                bool tail = kind == "topk" && loss.GetProperty("tail").GetBoolean();
                Tensor each = kind switch
                {
                    "full" => TokenDivergence.Full(student, teacher, alpha),
                    "topk" => TokenDivergence.TopK(student, teacher, alpha, loss.GetProperty("k").GetInt32(), tail),
                    _ => TokenDivergence.Sampled(student, teacher, ids),
                };
                string what = $"{set.GetProperty("name")} {kind} alpha {alpha}";
                RecordedDistillation.Same(each, RecordedDistillation.Numbers(loss.GetProperty("loss")), what, tail ? 1e-7 : 0);
                RecordedDistillation.Same(torch.autograd.grad([each.sum()], [student])[0], RecordedDistillation.Numbers(loss.GetProperty("gradient")), what,
                    tail ? 1e-7 : 0);
                compared++;
            }
        }
        compared.Should().Be(186);
    }

    [Fact]
    public void What_is_left_for_other_tokens_is_never_nothing()
    {
        foreach (JsonElement bucket in RecordedDistillation.Json.GetProperty("tail_bucket").EnumerateArray())
        {
            double[] some = [.. RecordedDistillation.Numbers(bucket.GetProperty("log_probabilities"))];
            RecordedDistillation.Same(TokenDivergence.WithTail(torch.tensor(some).unsqueeze(0)), RecordedDistillation.Numbers(bucket.GetProperty("with_tail")),
                "the tail", 1e-7);
        }
        TokenDivergence.WithTail(torch.zeros(1, 1, torch.float64))[0, 1].ToDouble().Should().BeApproximately(-16.118095651, 1e-7);
    }

    [Fact]
    public void A_teacher_that_rules_a_token_out_gives_what_was_recorded()
    {
        JsonElement case_ = RecordedDistillation.Json.GetProperty("minus_infinity");
        Tensor student = RecordedDistillation.Rows(case_.GetProperty("student"), 4);
        double[] logits = [.. RecordedDistillation.Numbers(case_.GetProperty("teacher")).Select(v => double.IsNaN(v) ? double.NegativeInfinity : v)];
        foreach (JsonElement loss in case_.GetProperty("losses").EnumerateArray())
        {
            double seen = TokenDivergence.Full(student, torch.tensor(logits).view(-1, 4), loss.GetProperty("alpha").GetDouble()).ToDouble();
            double.IsNaN(seen).Should().Be(loss.GetProperty("is_nan").GetBoolean());
            double.IsFinite(seen).Should().BeFalse();
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void Exchanging_both_and_the_weights_changes_nothing_and_equals_have_none(double alpha)
    {
        Tensor one = torch.tensor(new double[,] { { 0.5, -1, 2, 0 } }), other = torch.tensor(new double[,] { { -0.5, 1, 0.3, 0 } });
        TokenDivergence.Full(one, other, alpha).ToDouble().Should().BeApproximately(TokenDivergence.Full(other, one, 1 - alpha).ToDouble(), 1e-14);
        TokenDivergence.Full(one + 3, other - 2, alpha).ToDouble().Should().BeApproximately(TokenDivergence.Full(one, other, alpha).ToDouble(), 1e-13);
        TokenDivergence.Full(one, one, alpha).ToDouble().Should().BeApproximately(0, 1e-15);
    }

    private static Tensor Teacher => torch.tensor(new double[,] { { 2, 0, 1 } });
}
