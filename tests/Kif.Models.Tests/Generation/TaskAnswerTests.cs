using Kif.Models.Tests.Networks;

namespace Kif.Models.Tests.Generation;

/// <summary>The answers to a task's prompts: batches, what prompts share and drafts change how they are computed, not what they are.</summary>
public sealed class TaskAnswerTests : IDisposable
{
    private const int Most = 9;

    private readonly DisposeScope scope = torch.NewDisposeScope();

    public static MatrixTheoryData<string, int> Decoders => new([.. SmallModels.Names.Where(n => n is not ("bert" or "modernbert"))], [0, 1, 5]);

    public static MatrixTheoryData<string, int> Scored => new([.. SmallModels.Names.Where(n => n is not ("bert" or "modernbert" or "phi3"))], [0, 5]);

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Answers_are_those_of_each_prompt_alone_step_by_step(string family, int shared)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family));
        Tensor weights = SmallModels.Trained(model);
        EncodedExample[] prompts = Prompts(shared);
        int[][] alone = [.. prompts.Select(p => model.Generate([p], weights, Most)[0])];
        AnswerDrafts[] all = [new([]), new(alone), new(alone[..3].Select(a => (int[])[.. a[..^1], 4, 5])), new(alone.Select(a => a.Take(2).Append(7).ToArray()))];

        foreach (AnswerDrafts drafts in all)
        {
            foreach (int batch in new[] { 1, 3, 32 })
            {
                IReadOnlyList<int[]> seen = model.GenerateAll(prompts, weights, Most, batch, drafts, TestContext.Current.CancellationToken);
                for (int i = 0; i < prompts.Length; i++) seen[i].Should().Equal(alone[i], "prompt {0} in batches of {1}", i, batch);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Scored))]
    public void Likelihoods_of_choices_are_those_of_passes_over_prompt_and_answer(string family, int shared)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family));
        Tensor weights = SmallModels.Trained(model);
        EncodedExample[] prompts = Prompts(shared);
        int[][][] choices = [.. prompts.Select((_, i) => i % 3 == 0 ? (int[][])[[9, 1]] : [[9, 8, 1], [7], [11, 12, 13, 14, 1]])];

        model.ReadsPromptsOnce.Should().BeTrue();
        double[][] seen = model.LogLikelihoods(prompts, choices, weights, 3, TestContext.Current.CancellationToken);

        for (int i = 0; i < prompts.Length; i++)
        {
            for (int c = 0; c < choices[i].Length; c++)
            {
                double wanted = AnswerScoring.LogLikelihoods(model, [prompts[i] with { Target = choices[i][c] }], weights)[0];
                seen[i][c].Should().BeApproximately(wanted, 1e-10, "prompt {0}, choice {1}", i, c);
            }
        }
    }

    [Fact]
    public void A_right_draft_takes_one_pass_after_the_prompt()
    {
        using IBackbone llama = SmallModels.Llama();
        var backbone = (DecoderOnlyBackbone)llama;
        var pass = new ForwardPass(backbone.Tensors, null, default, new(0, false), null);
        EncodedExample[] prompts = Prompts(0);
        (IReadOnlyList<int[]> Answers, int Passes) Answer(AnswerDrafts? drafts)
        {
            using TransformerDecoding decoding = backbone.Decode(pass, prompts, Most, null);
            return (new AnswerLoop(decoding, [], Most) { Drafts = drafts }.Run(TestContext.Current.CancellationToken), decoding.Passes);
        }

        (IReadOnlyList<int[]> answers, int passes) = Answer(null);
        (IReadOnlyList<int[]> drafted, int fewer) = Answer(new(answers));

        passes.Should().Be(Most);
        fewer.Should().Be(2);
        for (int i = 0; i < prompts.Length; i++) drafted[i].Should().Equal(answers[i]);
    }

    /// <summary>Creates prompts of different lengths that begin with the same tokens.</summary>
    private static EncodedExample[] Prompts(int shared) => [.. new[] { 4, 1, 7, 2, 6, 3, 9 }.Select((length, row) => new EncodedExample(
        [.. Enumerable.Range(0, shared).Select(i => 20 + i), .. Enumerable.Range(0, length).Select(i => 4 + (17 * row + 5 * i) % 46)], []))];
}
