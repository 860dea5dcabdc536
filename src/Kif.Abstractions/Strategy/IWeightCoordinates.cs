namespace Kif;

/// <summary>
/// Coordinates that a task trains in place of the weights, e.g. factors of matrices: the optimizer moves a vector of <see cref="Space"/>, with its moments,
/// its weight decay and its clipping there, and the weights follow from it after every step. Losses, penalties and all other parts go on seeing weights. New
/// for every task (<see cref="TaskPlan.Coordinates"/>); owned and disposed by the training loop.
/// </summary>
public interface IWeightCoordinates : IDisposable
{
    /// <summary>The layout of the coordinates, of the data type of the model's space; known before <see cref="Begin"/>.</summary>
    ParameterSpace Space { get; }

    /// <summary>Returns the coordinates of a task's start. Called once, before all else; a stopped task resumes with new coordinates.</summary>
    /// <param name="weights">The weights that the task starts from; borrowed.</param>
    /// <returns>A vector of <see cref="Space"/>, whose <see cref="Weights"/> are the given ones.</returns>
    Tensor Begin(Tensor weights);

    /// <summary>Computes the weights; differentiable by the coordinates.</summary>
    /// <param name="start">The weights that the task started from, without gradient; borrowed.</param>
    /// <param name="coordinates">A vector of <see cref="Space"/>; borrowed.</param>
    /// <returns>A vector of the model's space.</returns>
    Tensor Weights(Tensor start, Tensor coordinates);

    /// <summary>
    /// Projects the gradients of the coordinates, before clipping and the optimizer, onto the directions that may be trained. Doing it twice is doing it
    /// once. Default: all of them.
    /// </summary>
    /// <param name="gradients">A vector of <see cref="Space"/>; borrowed.</param>
    Tensor Project(Tensor gradients) => gradients;

    /// <summary>
    /// Whether the optimizer's steps are projected too: AdamW divides element by element, so that its steps leave a subspace that all gradients are in.
    /// Default: false.
    /// </summary>
    bool ProjectsSteps => false;
}
