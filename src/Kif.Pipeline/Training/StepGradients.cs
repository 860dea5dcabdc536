namespace Kif.Pipeline.Training;

/// <summary>The outcome of one step's forward and backward passes; the tensors belong to the step's dispose scope.</summary>
/// <param name="Gradients">Flat gradients, penalties included.</param>
/// <param name="TaskGradients">Flat gradients of the task loss and batch terms alone, when wanted.</param>
/// <param name="Loss">Mean cross entropy.</param>
/// <param name="Terms">The terms that parts added, by name.</param>
/// <param name="Outputs">Summed absolute outputs, when wanted.</param>
internal sealed record StepGradients(
    Tensor Gradients, Tensor? TaskGradients, double Loss, IReadOnlyDictionary<string, double> Terms, IReadOnlyDictionary<string, Tensor> Outputs);
