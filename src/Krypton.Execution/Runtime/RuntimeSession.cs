using Krypton.Models;
using Microsoft.ML.OnnxRuntime;

namespace Krypton.Execution.Runtime;

/// <summary>A model or a part of one on ONNX Runtime.</summary>
public sealed class RuntimeSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();

    /// <exception cref="ModelException">ONNX Runtime refuses the model.</exception>
    public RuntimeSession(byte[] onnx, int threads)
    {
        try
        {
            _session = Open(onnx, threads, GraphOptimizationLevel.ORT_ENABLE_ALL);
        }
        catch (OnnxRuntimeException)
        {
            // Its own rewriting breaks some valid models: a Pad that it moves into an AveragePool of a smaller kernel, for one.
            try
            {
                _session = Open(onnx, threads, GraphOptimizationLevel.ORT_DISABLE_ALL);
            }
            catch (OnnxRuntimeException e)
            {
                throw new ModelException($"ONNX Runtime cannot run the model: {e.Message}", e);
            }
        }
    }

    /// <summary>Runs on float inputs; returns the first output's values and shape.</summary>
    /// <exception cref="ModelException">ONNX Runtime failed, or the output is not floating-point.</exception>
    public (float[] Values, long[] Shape) Run(IReadOnlyList<(string Name, float[] Values, long[] Shape)> inputs)
    {
        var values = inputs.Select(i => OrtValue.CreateTensorValueFromMemory(i.Values, i.Shape)).ToList();
        try
        {
            using var results = _session.Run(_options, [.. inputs.Select(i => i.Name)], values, [_session.OutputNames[0]]);
            return (results[0].GetTensorDataAsSpan<float>().ToArray(), results[0].GetTensorTypeAndShape().Shape);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"ONNX Runtime failed: {e.Message}", e);
        }
        finally
        {
            foreach (var value in values)
            {
                value.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    private static InferenceSession Open(byte[] onnx, int threads, GraphOptimizationLevel level)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = level,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Its workers would otherwise spin after every run and take a core from ours.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");

        // It would move a Pad by zeros into a MaxPool, where padding means minus infinity: wrong on maps below zero (seen in 1.31).
        options.AddSessionConfigEntry("optimization.disable_specified_optimizers", "Pad_Fusion");
        return new InferenceSession(onnx, options);
    }
}
