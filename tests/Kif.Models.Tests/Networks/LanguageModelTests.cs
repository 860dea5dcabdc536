namespace Kif.Models.Tests.Networks;

/// <summary>What holds for every model, whatever its family.</summary>
public sealed class LanguageModelTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory, MemberData(nameof(SmallModels.Families), MemberType = typeof(SmallModels))]
    public void A_fresh_adapter_changes_nothing(string family)
    {
        using var adapted = LanguageModel.WithAdapters(SmallModels.Of(family));
        using var plain = LanguageModel.WithAllWeights(SmallModels.Of(family));
        using TokenBatch batch = plain.Collate(SmallModels.Examples(4));

        Tensor a = adapted.Logits(batch, adapted.InitialWeights(new(1))), b = plain.Logits(batch, plain.InitialWeights(new(1)));

        Closeness.Difference(a, b).Should().BeLessThan(1e-15);
    }

    [Theory, MemberData(nameof(SmallModels.Families), MemberType = typeof(SmallModels))]
    public void Labeled_logits_are_rows_of_all_logits(string family)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family));
        using TokenBatch batch = model.Collate(SmallModels.Examples(4));
        Tensor weights = SmallModels.Trained(model);

        ForwardResult result = model.Forward(batch, weights);
        Tensor all = model.Logits(batch, weights), labels = batch.Labels;
        if (model.Backbone.LabelShift > 0) (all, labels) = (all.narrow(1, 0, all.shape[1] - 1), labels.narrow(1, 1, labels.shape[1] - 1));
        Tensor counted = labels.ne(-100);

        result.Targets.data<long>().ToArray().Should().Equal(labels.masked_select(counted).data<long>().ToArray());
        Closeness.Difference(result.Logits, all.flatten(0, 1).index_select(0, counted.flatten().nonzero().flatten())).Should().BeLessThan(1e-12);
        Tensor loss = torch.nn.functional.cross_entropy(result.Logits, result.Targets);
        loss.item<double>().Should().BeApproximately(result.Loss.item<double>(), 1e-12);
        batch.TargetTokens.Should().Be(result.Targets.shape[0]);
    }

    [Theory, MemberData(nameof(SmallModels.Families), MemberType = typeof(SmallModels))]
    public void Gradients_are_those_of_finite_differences(string family)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family));
        using TokenBatch batch = model.Collate(SmallModels.Examples(3));
        Tensor weights = SmallModels.Trained(model).requires_grad_();
        Tensor gradient = torch.autograd.grad([model.Forward(batch, weights).Loss], [weights])[0];
        Tensor direction = torch.tensor(Enumerable.Range(0, (int)model.Space.Length).Select(i => Math.Sin(i)).ToArray());
        const double step = 1e-5;

        double ahead = Loss(step), behind = Loss(-step);

        double slope = gradient.dot(direction).item<double>();
        ((ahead - behind) / (2 * step)).Should().BeApproximately(slope, 1e-6 * (1 + Math.Abs(slope)));
        double Loss(double by) => model.Forward(batch, weights.detach() + direction * by).Loss.item<double>();
    }

    [Theory, MemberData(nameof(SmallModels.Families), MemberType = typeof(SmallModels))]
    public void Generation_does_not_depend_on_the_batch(string family)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family));
        Tensor weights = SmallModels.Trained(model);
        EncodedExample[] prompts = SmallModels.Examples(5);

        IReadOnlyList<int[]> together = model.Generate(prompts, weights, 9);

        for (int i = 0; i < prompts.Length; i++) model.Generate([prompts[i]], weights, 9)[0].Should().Equal(together[i]);
        together.Should().OnlyContain(ids => ids.Length <= 9);
    }

    [Theory, MemberData(nameof(SmallModels.Families), MemberType = typeof(SmallModels))]
    public void Cached_decoding_takes_the_likeliest_token_of_the_uncached_logits(string family)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family));
        Tensor weights = SmallModels.Trained(model);
        EncodedExample prompt = SmallModels.Examples(2)[1];
        int[] produced = model.Generate([prompt], weights, 8)[0];
        using TokenBatch batch = model.Collate([prompt with { Target = produced }]);

        Tensor chosen = model.Forward(batch, weights).Logits.argmax(-1);

        chosen.data<long>().ToArray().Select(i => (int)i).Should().Equal(produced);
    }

    [Theory, InlineData(3), InlineData(6), InlineData(8)]
    public void Text_that_grows_beyond_a_length_with_its_own_rotations_is_computed_again(int original)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Phi3(original: original));
        Tensor weights = SmallModels.Trained(model);
        EncodedExample prompt = SmallModels.Examples(2)[1] with { AnswerPositions = null };
        var wanted = new List<int>();
        while (wanted.Count < 8 && wanted.Intersect(model.Backbone.EndIds).FirstOrDefault() == 0)
        {
            Tensor ids = torch.tensor(prompt.Source.Concat(wanted).Select(id => (long)id).ToArray()).unsqueeze(0);
            using var batch = new TokenBatch(ids, torch.ones_like(ids), ids.clone(), 1);
            wanted.Add((int)model.Logits(batch, weights).select(1, -1).argmax(-1).item<long>());
        }

        model.Generate([prompt], weights, 8)[0].Should().Equal(wanted);
    }

    [Theory, MemberData(nameof(SmallModels.Families), MemberType = typeof(SmallModels))]
    public void Padding_on_either_side_changes_no_loss(string family)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family));
        Tensor weights = SmallModels.Trained(model), pad = torch.zeros(2, 3, dtype: ScalarType.Int64);
        EncodedExample one = SmallModels.Examples(1)[0];
        using TokenBatch plain = model.Collate([one, one]);
        Tensor ignored = pad - 100;
        bool together = plain.Labels.shape[1] == plain.InputIds.shape[1];
        double wanted = model.Forward(plain, weights).Loss.item<double>();

        foreach (bool left in new[] { true, false })
        {
            Tensor Pad(Tensor t, Tensor with) => torch.cat(left ? [with, t] : [t, with], 1);
            using var padded = new TokenBatch(Pad(plain.InputIds, pad), Pad(plain.AttentionMask, pad),
                together ? Pad(plain.Labels, ignored) : plain.Labels.clone(), plain.TargetTokens);
            model.Forward(padded, weights).Loss.item<double>().Should().BeApproximately(wanted, 1e-10);
        }
    }

    [Theory, MemberData(nameof(SmallModels.Families), MemberType = typeof(SmallModels))]
    public void Memory_stays_flat_over_training_steps_and_generation(string family)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family, ScalarType.Float32));
        Tensor weights = SmallModels.Trained(model).requires_grad_();
        long before = 0;
        for (int step = 0; step < 220; step++)
        {
            if (step == 20) before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            using var inner = torch.NewDisposeScope();
            using TokenBatch batch = model.Collate(SmallModels.Examples(2));
            ForwardResult result = model.Forward(batch, weights, new(new((ulong)step)));
            torch.autograd.grad([result.Loss], [weights])[0].norm().item<float>();
            if (step % 20 == 0) model.Generate(SmallModels.Examples(2), weights, 4);
        }

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(before);
    }

    [Fact]
    public void Weights_of_another_space_and_batches_without_labels_are_refused()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5());
        using TokenBatch batch = model.Collate(SmallModels.Examples(1));
        using var empty = model.Collate([new([5, 6], [-100])]);

        Assert.Throws<ArgumentException>(() => model.Forward(batch, torch.zeros(3, dtype: ScalarType.Float64)));
        Assert.Throws<ArgumentException>(() => model.Forward(empty, model.InitialWeights(new(1))));
        Assert.Throws<ArgumentException>(() => model.Collate([]));
    }

    [Fact]
    public void The_backbone_lives_until_its_last_model_is_disposed()
    {
        IBackbone backbone = SmallModels.T5();
        var first = LanguageModel.WithAdapters(backbone);
        ILanguageModel second = first.Grow(first.InitialWeights(new(1)), AdapterGrowth.Stack);

        first.Dispose();
        first.Dispose();
        bool alive = !backbone.Tensors[0].IsInvalid;
        second.Dispose();

        alive.Should().BeTrue();
        backbone.Tensors[0].IsInvalid.Should().BeTrue();
    }
}
