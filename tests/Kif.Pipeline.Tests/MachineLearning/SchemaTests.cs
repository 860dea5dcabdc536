using Kif.ML;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.Tests.MachineLearning;

/// <summary>Columns are checked before any work, by estimators and transformers alike.</summary>
public sealed class SchemaTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private readonly MLContext ml = new(seed: 1);

    private ContinualEstimator Estimator(Action<ContinualLearningOptions>? change = null)
    {
        ContinualLearningOptions options = TinyModel.Options;
        change?.Invoke(options);
        return ml.ContinualLearning().Learn("seq-lora", tiny.Folder, options);
    }

    [Fact]
    public void A_missing_column_is_named_with_the_nearest_one()
    {
        Estimator(o => o.InputColumn = "Inptu").Invoking(e => e.Fit(TinyModel.Data(ml, 0))).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*Could not find input column 'Inptu' (InputColumn)*did you mean 'Input'?*");
        Estimator(o => o.TargetColumn = "Targte").Invoking(e => e.Fit(TinyModel.Data(ml, 0))).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*'Targte' (TargetColumn)*");
        Estimator(o => o.TaskColumn = "Tsak").Invoking(e => e.Fit(TinyModel.Data(ml, 0))).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*'Tsak' (TaskColumn)*did you mean 'Task'?*");
        ml.ContinualLearning().LoadedBackbones.Should().Be(0);
    }

    [Fact]
    public void A_column_of_another_type_is_refused()
    {
        IDataView keys = ml.Transforms.Conversion.MapValueToKey("Task").Fit(TinyModel.Data(ml, 0)).Transform(TinyModel.Data(ml, 0));
        Estimator().Invoking(e => e.Fit(keys)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*'Task' (TaskColumn): expected String, got Key*MapKeyToValue*");
        Estimator(o => (o.InputColumn, o.TargetColumn) = ("Number", "Input")).Invoking(e => e.Fit(Echo.Numbers(ml, 3))).Should()
            .Throw<ArgumentOutOfRangeException>()
            .WithMessage("*'Number' (InputColumn): expected String, got Single*");
    }

    [Fact]
    public void A_chain_finds_a_wrong_column_before_any_part_of_it_is_fitted()
    {
        var echo = new Echo();
        IDataView data = echo.Over(ml.Transforms.CopyColumns("Target", "Input").Fit(Echo.Numbers(ml, 3)).Transform(Echo.Numbers(ml, 3)), output: "Extra");
        var chain = ml.Transforms.Text.NormalizeText("Clean", "Extra").Append(Estimator(o => o.InputColumn = "Cleen"));
        chain.Invoking(c => c.Fit(data)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*'Cleen'*did you mean 'Clean'?*");
        echo.Calls.Should().Be(0);
        var vector = ml.Transforms.Text.TokenizeIntoWords("Words", "Extra").Append(Estimator(o => o.InputColumn = "Words"));
        vector.Invoking(c => c.Fit(data)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*'Words' (InputColumn): expected String, got a vector of String*");
    }

    [Fact]
    public void The_estimator_s_shape_is_the_transformer_s_schema()
    {
        var estimator = Estimator(o => o.OutputColumn = "Reply");
        using ContinualTransformer model = estimator.Fit(TinyModel.Data(ml, 0));
        DataViewSchema.Column column = model.GetOutputSchema(TinyModel.Data(ml, 0).Schema)["Reply"];
        IDataView data = TinyModel.Data(ml, 0);
        SchemaShape.Column shape = estimator.GetOutputSchema(ml.Transforms.CopyColumns("Copy", "Input").GetOutputSchema(new Shapes(ml).Of(data)))
            .Single(c => c.Name == "Reply");
        (shape.ItemType, shape.Kind, shape.IsKey).Should().Be((TextDataViewType.Instance, SchemaShape.Column.VectorKind.Scalar, false));
        column.Type.Should().Be(TextDataViewType.Instance);
        shape.Annotations.Select(a => a.Name).Should().BeEquivalentTo(column.Annotations.Schema.Select(a => a.Name)).And.BeEquivalentTo("Strategy", "Tasks");
    }

    /// <summary>The shape of a view's schema, which only an estimator is ever handed.</summary>
    private sealed class Shapes(MLContext ml)
    {
        public SchemaShape Of(IDataView data)
        {
            var catcher = new Catcher();
            new EstimatorChain<ITransformer>().Append(catcher).Append(ml.Transforms.CopyColumns("Again", "Input")).Fit(data);
            return catcher.Seen!;
        }

        private sealed class Catcher : IEstimator<ITransformer>
        {
            public SchemaShape? Seen { get; private set; }

            public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

            public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Seen = inputSchema;
        }
    }
}
