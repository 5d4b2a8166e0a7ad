use super::*;

#[test]
fn jobs_of_a_queue_keep_their_order() {
    for threads in [1, 4] {
        let cancel = Cancel::default();
        let executor = Executor::new(threads, &cancel);
        let queues: Vec<(JobQueue, Arc<Mutex<Vec<usize>>>)> = (0..5).map(|_| Default::default()).collect();
        for number in 0..1000 {
            let permit = executor.permit().expect("no errors");
            let (queue, seen) = &queues[number % 5];
            let seen = seen.clone();
            executor
                .submit(queue, move || {
                    seen.lock().expect("no panics").push(number);
                    drop(permit);
                    Ok(())
                })
                .expect("no errors");
        }
        executor.finish().expect("no errors");
        for (at, (_, seen)) in queues.iter().enumerate() {
            assert!(seen.lock().expect("no panics").iter().copied().eq((at..1000).step_by(5)));
        }
    }
}

#[test]
fn an_error_a_panic_and_a_cancel_end_the_work() {
    type Failing = fn() -> Result<()>;
    let jobs: [Failing; 2] = [|| Err(Error::Choice { message: "no".into() }), || panic!("at work")];
    for job in jobs {
        for threads in [1, 3] {
            let executor = Executor::new(threads, &Cancel::default());
            let outcome = executor.submit(&JobQueue::default(), job).and_then(|()| executor.finish());
            assert!(matches!(outcome, Err(Error::Choice { .. } | Error::Panic { .. })));
        }
    }
}

#[test]
fn nothing_is_left_of_jobs_that_were_not_done() {
    for _ in 0..50 {
        let held = Arc::new(());
        let executor = Executor::new(2, &Cancel::default());
        let queue = JobQueue::default();
        for _ in 0..3 {
            let (permit, held) = (executor.permit().expect("no errors"), held.clone());
            let job = move || {
                std::thread::sleep(Duration::from_millis(1));
                drop((permit, held));
                Ok(())
            };
            executor.submit(&queue, job).expect("no errors");
        }
        drop(queue);
        drop(executor);
        assert_eq!(Arc::strong_count(&held), 1);
    }
}

#[test]
fn a_cancel_ends_the_wait_for_a_permit() {
    let cancel = Cancel::default();
    let executor = Executor::new(2, &cancel);
    let _permits = [executor.permit(), executor.permit(), executor.permit()];
    cancel.cancel();
    assert!(matches!(executor.permit(), Err(Error::Interrupted)));
}

#[test]
fn what_a_producer_makes_is_done_by_all_threads_and_no_more_than_is_permitted() {
    for threads in [2, 4] {
        let executor = Executor::new(threads, &Cancel::default());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (mut next, theirs) = (0, seen.clone());
        let producer = move || {
            next += 1;
            let (number, seen) = (next, theirs.clone());
            (next <= 100).then(|| -> Work {
                Box::new(move || {
                    thread::sleep(Duration::from_micros(200));
                    seen.lock().expect("no panics").push(number);
                })
            })
        };
        executor.produce(3, Box::new(producer));
        let count = || seen.lock().expect("no panics").len();
        while count() < 3 {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(20));
        assert_eq!(count(), 3);
        (0..97).for_each(|_| executor.give_back());
        while count() < 100 {
            thread::sleep(Duration::from_millis(1));
        }
        let mut seen = seen.lock().expect("no panics").clone();
        seen.sort_unstable();
        assert!(seen.into_iter().eq(1..=100));
    }
}

#[test]
fn a_producer_that_is_stopped_is_asked_no_more() {
    let executor = Executor::new(2, &Cancel::default());
    let held = Arc::new(());
    let theirs = held.clone();
    executor.produce(
        1,
        Box::new(move || {
            let held = theirs.clone();
            Some(Box::new(move || drop(held)))
        }),
    );
    executor.stop_producing();
    (0..10).for_each(|_| executor.give_back());
    drop(executor);
    assert_eq!(Arc::strong_count(&held), 1);
}
