using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Comparison;

/// <summary>The outcome of one strategy with one seed.</summary>
/// <param name="Strategy">Its name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Matrix">Scores in percent.</param>
/// <param name="Predictions">Every answer to every test example.</param>
/// <param name="Cost">What was computed.</param>
/// <param name="Seconds">Wall time of training, the strategy's own work included; evaluation is not.</param>
/// <param name="TrainedParameters">Entries of the flat vector.</param>
/// <param name="StateBytes">Bytes kept between tasks at the end, beside the trained weights.</param>
/// <param name="Explanations">What was decided per skill unit, task after task.</param>
public sealed record StrategyRun(
    string Strategy, long Seed, PerformanceMatrix Matrix, IReadOnlyList<Prediction> Predictions, RunCost Cost, double Seconds,
    long TrainedParameters, long StateBytes, IReadOnlyList<FusionExplanation> Explanations);
