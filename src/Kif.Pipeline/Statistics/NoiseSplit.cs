namespace Kif.Pipeline.Statistics;

/// <summary>
/// The sources of noise in one run's AP: standard deviations in points of AP. Runs share their test examples, so the test set's common contribution does
/// not show in the spread of runs and does not shrink with more seeds.
/// <para>
/// Within each order and task, seeds × examples is a table of scores. Two-way analysis of variance (one value per cell) splits it into differences between
/// seeds common to all examples, and differences that vary by example. With several orders, their means are compared with the spread of seeds within orders
/// (one-way analysis of variance). Negative estimates become 0. The examples' scores are recomputed from the predictions after the last task.
/// </para>
/// </summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Total">The root of the sum of the parts' squares; unknown parts are omitted.</param>
/// <param name="Seeds">The noise that would remain with infinitely many test examples and one order. NaN below two seeds.</param>
/// <param name="Orders">The noise from the order of tasks. NaN with one order, or with one seed.</param>
/// <param name="TestSet">
/// The noise from the draw of test examples: the root of (1/K²) Σ s²/n over the tasks, with the variance s² (n−1) of the n examples' scores; the mean over
/// runs. For scores of 0 and 1 it is the binomial error. NaN if predictions are missing or the metric's scores are not means over examples (joint goal
/// accuracy); <see cref="Seeds"/> then includes the examples' share in the spread of runs.
/// </param>
public sealed record NoiseSplit(string Strategy, double Total, double Seeds, double Orders, double TestSet);
